package org.theorder.lifeboat.backup.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.backup.servers.Embedded18;
import org.theorder.lifeboat.backup.servers.Protected;
import org.theorder.lifeboat.backup.servers.S3Regions;
import org.theorder.lifeboat.backup.servers.Service;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.repository.ClusterRepository;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.repository.restore.BackupReader;
import org.theorder.lifeboat.repository.restore.ReadProgress;
import org.theorder.lifeboat.repository.restore.ReaderSettings;
import org.theorder.lifeboat.repository.restore.RestoreTarget;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.storage.StorageAccess;
import org.theorder.lifeboat.repository.storage.StorageLocation;
import org.theorder.lifeboat.repository.storage.Storages;
import org.theorder.lifeboat.servers.test.LifeboatServers;
import org.theorder.lifeboat.servers.test.NeedsS3;

/** One region in a real object store, one in a directory. Correctness line 17: the store alone is enough to restore. */
@ExtendWith(NeedsS3.class)
@QuarkusTest
@QuarkusTestResource(value = LifeboatServers.class, initArgs = @ResourceArg(name = "schema", value = "backup"))
@QuarkusTestResource(value = S3Regions.class, restrictToAnnotatedClass = true)
class ObjectStoreRegionIT {
    @TestHTTPResource("/")
    URI base;

    @ConfigProperty(name = "lifeboat.regions.primary.url")
    String url;

    /** Empty in the applications of other tests, of which this class is a bean too. */
    @ConfigProperty(name = "lifeboat.regions.primary.credentials-file")
    Optional<String> credentials;

    @Test
    void backupAndWalLieInTheStoreAndAreReadBackFromItAlone(
            @TempDir(cleanup = CleanupMode.NEVER) Path folder, @TempDir Path target) {
        Service service = new Service(base);
        try (Protected server = Embedded18.startWithRole(folder.resolve("shop"))) {
            server.sql("create table orders as select g, repeat(md5(g::text), 4) from generate_series(1, 60000) g");
            service.declare("shop", server);
            service.awaitStreaming("shop");
            JsonNode job = service.backup("shop");
            assertThat(job.path("state").asText()).as(job.toString()).isEqualTo("COMPLETED");

            try (Storage store = Storages.open(
                    StorageLocation.parse(url, "url"),
                    StorageAccess.defaults().withCredentials(Path.of(credentials.orElseThrow())))) {
                ClusterRepository repository = new ClusterRepository(
                        store,
                        ClusterRepository.registrations(store, new ClusterName("shop"))
                                .getLast()
                                .keys());
                BackupMarker newest = repository.backups().newest().orElseThrow();
                assertThat(newest.backup().value())
                        .isEqualTo(job.path("backupId").asText());
                Path data = target.resolve("data");
                BackupReader.open(List.of(store), repository.keys(), newest.backup())
                        .restore(RestoreTarget.of(data), ReaderSettings.defaults(), ReadProgress.IGNORED);
                assertThat(data.resolve("PG_VERSION")).hasContent("18");
                assertThat(data.resolve("global/pg_control")).exists();
                try (var wal = store.list(repository.keys().wal())) {
                    assertThat(wal.count()).isPositive();
                }
            }
        } finally {
            service.delete("/clusters/shop");
        }
    }

    @Test
    void lockIsTriedByItselfAndWhenAsked() {
        Service service = new Service(base);
        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(service.get("/regions/primary")
                                .body()
                                .path("lockCheck")
                                .path("state")
                                .asText())
                        .isEqualTo("HELD"));
        Service.Answer answer = service.whenFree("POST", "/regions/primary/lock-check");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().path("state").asText()).isEqualTo("HELD");
        assertThat(service.post("/regions/dr/lock-check", "").status()).isEqualTo(400);
    }

    @Test
    void regionIsShownWithoutSecrets() {
        Service service = new Service(base);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(service.get("/regions/primary")
                                .body()
                                .path("open")
                                .asBoolean())
                        .isTrue());
        JsonNode region = service.get("/regions/primary").body();
        assertThat(region.path("url").asText()).startsWith(url.substring(0, url.indexOf('?')));
        assertThat(region.toString()).doesNotContain("testsecret");
    }
}
