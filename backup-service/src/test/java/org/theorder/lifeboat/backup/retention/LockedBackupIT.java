package org.theorder.lifeboat.backup.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.backup.region.Regions;
import org.theorder.lifeboat.backup.servers.Embedded18;
import org.theorder.lifeboat.backup.servers.FaultyStores;
import org.theorder.lifeboat.backup.servers.Kafka;
import org.theorder.lifeboat.backup.servers.Protected;
import org.theorder.lifeboat.backup.servers.S3Regions;
import org.theorder.lifeboat.backup.servers.Service;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.ProtectionReported;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.repository.ClusterRepository;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.storage.StoredObject;
import org.theorder.lifeboat.servers.test.LifeboatServers;
import org.theorder.lifeboat.servers.test.NeedsS3;

/**
 * A real store that keeps locks in compliance mode. Correctness line 18: locked until the end of the chain's retention,
 * extended when a child is added; a refused delete is expected, not an error.
 */
@ExtendWith(NeedsS3.class)
@QuarkusTest
@QuarkusTestResource(value = LifeboatServers.class, initArgs = @ResourceArg(name = "schema", value = "backup"))
@QuarkusTestResource(
        value = S3Regions.class,
        restrictToAnnotatedClass = true,
        initArgs = @ResourceArg(name = "lock", value = "compliance"))
class LockedBackupIT {
    private static final String CLUSTER = "locked";

    @TestHTTPResource("/")
    URI base;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @Inject
    Regions regions;

    @Inject
    LockKeeper keeper;

    @Inject
    MeterRegistry meters;

    @Test
    void nothingOfABackupCanBeDeletedFromTheMomentItIsPut(@TempDir(cleanup = CleanupMode.NEVER) Path folder) {
        Service service = new Service(base);
        try (Protected server = Embedded18.startWithRole(folder.resolve("shop"))) {
            server.sql("create table orders as select g, repeat(md5(g::text), 4) from generate_series(1, 60000) g");
            service.declare(CLUSTER, server, "\"retention\": {\"fullDays\": 1, \"incrementalDays\": 7}");
            service.awaitStreaming(CLUSTER);
            // a segment that no backup will need
            server.sql("select pg_switch_wal()");
            BackupId full = completed(service.backup(CLUSTER));

            Storage store = store();
            ClusterKeys keys = ClusterRepository.registrations(store, new ClusterName(CLUSTER))
                    .getLast()
                    .keys();
            List<String> objects = keys(store, keys.backup(full));
            assertThat(objects).hasSizeGreaterThan(3).contains(keys.marker(full));
            assertThat(keys(store, keys.locks())).as("not by the pass").isEmpty();
            Instant tomorrow = Instant.now().plus(Duration.ofDays(1));
            objects.forEach(key -> assertLocked(store, key, tomorrow));
            Awaitility.await("whole segments")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> keys(store, keys.wal()).stream()
                                    .filter(key -> !key.contains("/partial/"))
                                    .count()
                            >= 2);
            keys(store, keys.wal()).forEach(key -> assertLocked(store, key, tomorrow));

            BackupId child = completed(service.incremental(CLUSTER));
            Instant inAWeek = Instant.now().plus(Duration.ofDays(7)).minusSeconds(60);
            keys(store, keys.backup(child)).forEach(key -> assertLocked(store, key, inAWeek));
            assertThat(store.lockedUntil(keys.marker(full)).orElseThrow()).isBefore(inAWeek);
            Awaitility.await("the child is listed, and its chain locked")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> {
                        keeper.look();
                        return !store.lockedUntil(keys.registration())
                                .orElse(Instant.MIN)
                                .isBefore(inAWeek);
                    });
            objects.forEach(key -> assertLocked(store, key, inAWeek));
            assertLocked(store, keys.registration(), inAWeek);

            whatIsLockedIsNotAskedAgain();
            refusedDeletesAreExpected(service, full);
            assertThat(keys(store, keys.backup(full))).containsAll(objects);
        } finally {
            service.delete("/clusters/" + CLUSTER);
        }
    }

    /** Each look is through a storage that is opened anew; only retention, and WAL that has come, may ask meanwhile. */
    private void whatIsLockedIsNotAskedAgain() {
        Awaitility.await("a look that asks for no lock")
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> {
                    Storage before = store();
                    double asked = locksAsked();
                    Awaitility.await("the region is opened anew").until(() -> !store().equals(before));
                    keeper.look();
                    assertThat(locksAsked()).isEqualTo(asked);
                });
    }

    private Storage store() {
        return regions.get(new RegionName("primary")).open().storage();
    }

    private double locksAsked() {
        return meters.get("lifeboat.store.calls")
                .tags("region", "primary", "call", "lockedUntil")
                .counter()
                .count();
    }

    private static void refusedDeletesAreExpected(Service service, BackupId full) {
        Service.Answer byHand = service.whenFree("DELETE", "/clusters/" + CLUSTER + "/backups/" + full);
        assertThat(byHand.status()).isEqualTo(409);
        assertThat(byHand.body().path("detail").asText()).contains("the store keeps it until");
        Service.Answer retention = service.whenFree("POST", "/clusters/" + CLUSTER + "/retention");
        assertThat(retention.status()).as(retention.toString()).isEqualTo(200);
        assertThat(retention.body().findValuesAsText("reason"))
                .as("WAL from before the first backup, which nobody needs: " + retention.body())
                .isNotEmpty()
                .allMatch(reason -> reason.contains("is locked until"));
    }

    @Test
    void aLockThatDoesNotHoldIsAFaultOfTheProtectionUntilItHolds(@TempDir(cleanup = CleanupMode.NEVER) Path folder) {
        Service service = new Service(base);
        try (Protected server = Embedded18.startWithRole(folder.resolve("shop"))) {
            service.declare("canary", server);
            service.awaitStreaming("canary");
            FaultyStores.pretendToLock("primary");
            JsonNode broken =
                    service.whenFree("POST", "/regions/primary/lock-check").body();
            assertThat(broken.path("state").asText()).as(broken.toString()).isEqualTo("BROKEN");
            assertThat(broken.path("explanation").asText()).contains("could be deleted");
            new Kafka(bootstrapServers).await(Topics.PROTECTION_REPORTED, LockedBackupIT::saysThatTheLockIsBroken);

            FaultyStores.recover();
            assertThat(service.whenFree("POST", "/regions/primary/lock-check")
                            .body()
                            .path("state")
                            .asText())
                    .isEqualTo("HELD");
            Awaitility.await("the fault is over")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> !service.protection("canary").toString().contains("lock-broken"));
        } finally {
            FaultyStores.recover();
            service.delete("/clusters/canary");
        }
    }

    private static boolean saysThatTheLockIsBroken(ProtectionReported report) {
        return report.cluster().value().equals("canary")
                && report.knownFaults().stream()
                        .anyMatch(fault -> fault.reason() == ErrorCode.LOCK_BROKEN
                                && new RegionName("primary").equals(fault.region()));
    }

    private static BackupId completed(JsonNode job) {
        assertThat(job.path("state").asText()).as(job.toString()).isEqualTo("COMPLETED");
        return new BackupId(job.path("backupId").asText());
    }

    private static List<String> keys(Storage store, String prefix) {
        try (Stream<StoredObject> objects = store.list(prefix)) {
            return objects.map(StoredObject::key).toList();
        }
    }

    /** Really tries: with these credentials anybody could. */
    private static void assertLocked(Storage store, String key, Instant atLeast) {
        LifeboatException refused = catchThrowableOfType(LifeboatException.class, () -> store.delete(key));
        assertThat(refused)
                .as(key)
                .isNotNull()
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.OBJECT_LOCKED));
        assertThat(store.find(key)).as(key).isPresent();
        assertThat(store.lockedUntil(key))
                .hasValueSatisfying(until -> assertThat(until).isAfterOrEqualTo(atLeast));
    }
}
