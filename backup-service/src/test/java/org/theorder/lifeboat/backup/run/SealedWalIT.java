package org.theorder.lifeboat.backup.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.backup.servers.Embedded18;
import org.theorder.lifeboat.backup.servers.Protected;
import org.theorder.lifeboat.backup.servers.RegionFolders;
import org.theorder.lifeboat.backup.servers.Service;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.ClusterRegistration;
import org.theorder.lifeboat.repository.ClusterRepository;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.repository.backup.SealedWal;
import org.theorder.lifeboat.repository.compression.Zstd;
import org.theorder.lifeboat.repository.encryption.Encoding;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.storage.FileStorage;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.wal.WalSeal;
import org.theorder.lifeboat.servers.test.LifeboatServers;

/**
 * What the service writes for a cluster with recipients: no row in the clear in any region, and WAL that every region
 * verifies without a key. Correctness line 17, Correctness line 19.
 */
@QuarkusTest
@QuarkusTestResource(value = LifeboatServers.class, initArgs = @ResourceArg(name = "schema", value = "backup"))
@QuarkusTestResource(RegionFolders.class)
class SealedWalIT {
    private static final String MARK = "nobody-shall-read-this-row";

    /** Of age's own documentation; the service needs nothing else. */
    private static final String RECIPIENTS =
            "\"age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p\", \"age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg\"";

    @TestHTTPResource("/")
    URI base;

    @ConfigProperty(name = "lifeboat.regions.primary.url")
    URI primaryRegion;

    @ConfigProperty(name = "lifeboat.regions.dr.url")
    URI drRegion;

    private Service service;

    @BeforeEach
    void service() {
        service = new Service(base);
    }

    private void declare(String cluster, Protected server) {
        service.declare(cluster, server, "\"encryption\": {\"recipients\": [" + RECIPIENTS + "]}");
        service.awaitStreaming(cluster);
    }

    private static void write(Protected server, int rows) {
        server.sql("insert into notes select '%s ' || g from generate_series(1, %d) g".formatted(MARK, rows));
    }

    @Test
    void everyBackupSealsItsWalAndNothingIsInTheClear(@TempDir(cleanup = CleanupMode.NEVER) Path folder)
            throws IOException {
        try (Protected server = Embedded18.startWithRole(folder)) {
            server.sql("create table notes (note text)");
            declare("sealed", server);
            write(server, 20_000);
            BackupMarker first = marker("sealed", complete(service.backup("sealed")));
            write(server, 200_000);
            BackupMarker incremental = marker("sealed", complete(service.incremental("sealed")));
            write(server, 20_000);
            BackupMarker second = marker("sealed", complete(service.backup("sealed")));

            assertThat(first.encoding()).isEqualTo(Encoding.ZSTD_AGE);
            assertThat(seal(first).first().from()).isEqualTo(first.startLsn());
            assertThat(seal(first).last().to()).isEqualTo(first.stopLsn());
            assertThat(incremental.parent()).isEqualTo(first.backup());
            assertThat(seal(incremental).first().from()).isEqualTo(first.stopLsn());
            // when the incremental has gone, what lies between the full ones is still sealed
            assertThat(seal(second).first().from()).isEqualTo(first.stopLsn());
            assertThat(seal(second).last().to()).isEqualTo(second.stopLsn());
            assertNothingIsInTheClear("sealed");

            for (BackupMarker backup : List.of(first, incremental, second)) {
                assertThat(verified(backup)).hasSize(2).allSatisfy(found -> {
                    assertThat(found.path("passed").asBoolean())
                            .as(found.toString())
                            .isTrue();
                    assertThat(found.path("contents").asBoolean()).isFalse();
                    assertThat(found.path("proven").asText()).contains("because they are encrypted");
                    assertThat(found.path("walSealed").asLong()).isPositive();
                });
            }
            // all that follows an older backup is sealed by the next one
            assertThat(verified(incremental))
                    .allSatisfy(found -> assertThat(found.path("walSealed").asLong())
                            .as(found.toString())
                            .isEqualTo(found.path("walSegments").asLong()));

            Path damaged = damageSealed(second);
            List<JsonNode> ill = verified(first);
            assertThat(ill)
                    .extracting(found -> found.path("passed").asBoolean())
                    .containsExactlyInAnyOrder(true, false);
            assertThat(ill.toString())
                    .contains(
                            "its bytes are not those that were sealed",
                            damaged.getFileName().toString());
            service.delete("/clusters/sealed");
        }
    }

    /** An older server's incremental is nothing but WAL, so nothing but the seal vouches for it. */
    @Test
    void anIncrementalOfWalIsItsSeal(@TempDir(cleanup = CleanupMode.NEVER) Path folder) {
        try (Protected server = Embedded18.startVersion(16, folder, Map.of())) {
            server.sql("create table notes (note text)");
            declare("elder", server);
            BackupMarker full = marker("elder", complete(service.backup("elder")));
            write(server, 100_000);
            BackupMarker sliced = marker("elder", complete(service.incremental("elder")));
            server.sql("grant execute on function pg_switch_wal() to " + Protected.ROLE);
            write(server, 1_000);
            BackupMarker switched = marker("elder", complete(service.incremental("elder")));

            assertThat(sliced.hasFiles()).isFalse();
            assertThat(seal(sliced).first().from()).isEqualTo(full.stopLsn());
            assertThat(seal(switched).first().from()).isEqualTo(sliced.stopLsn());
            assertThat(seal(switched).last().to()).isEqualTo(switched.stopLsn());
            assertThat(verified(switched)).hasSize(2).allSatisfy(found -> {
                assertThat(found.path("passed").asBoolean())
                        .as(found.toString())
                        .isTrue();
                assertThat(found.path("walSealed").asLong()).isPositive();
            });
            service.delete("/clusters/elder");
        }
    }

    /** A region that was away gets the backup with its seal, and what was sealed elsewhere. */
    @Test
    void aRegionThatWasAwayGetsTheSealToo(@TempDir(cleanup = CleanupMode.NEVER) Path folder) throws IOException {
        try (Protected server = Embedded18.startWithRole(folder)) {
            server.sql("create table notes (note text)");
            declare("away", server);
            Path away = Path.of(drRegion);
            Path aside = away.resolveSibling("dr-aside");
            Files.move(away, aside);
            BackupMarker full;
            try {
                await().atMost(Duration.ofSeconds(30))
                        .until(() ->
                                service.get("/regions/dr").body().toString().contains("mount it again"));
                write(server, 200_000);
                full = marker("away", complete(service.backup("away")));
                assertThat(seal(full).objects()).isPositive();
            } finally {
                Files.move(aside, away);
            }
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> inRegion(drRegion, full.backup(), "away").isPresent());

            assertThat(verified(full)).hasSize(2).allSatisfy(found -> {
                assertThat(found.path("passed").asBoolean())
                        .as(found.toString())
                        .isTrue();
                assertThat(found.path("walSealed").asLong()).isPositive();
            });
            service.delete("/clusters/away");
        }
    }

    private static BackupId complete(JsonNode job) {
        assertThat(job.path("state").asText()).as(job.toString()).isEqualTo("COMPLETED");
        return new BackupId(job.path("backupId").asText());
    }

    private static SealedWalView seal(BackupMarker marker) {
        SealedWal seal = marker.walSeal();
        assertThat(seal).as(marker.backup().value()).isNotNull();
        return new SealedWalView(seal);
    }

    private record SealedWalView(SealedWal seal) {
        SealedWal.Stretch first() {
            return seal.stretches().getFirst();
        }

        SealedWal.Stretch last() {
            return seal.last();
        }

        long objects() {
            return seal.objects();
        }
    }

    private List<JsonNode> verified(BackupMarker backup) {
        JsonNode found = service.whenFree(
                        "POST", "/clusters/" + backup.cluster() + "/backups/" + backup.backup() + "/verification")
                .body();
        return Stream.iterate(0, i -> i < found.size(), i -> i + 1)
                .map(found::get)
                .toList();
    }

    private BackupMarker marker(String cluster, BackupId backup) {
        return inRegion(primaryRegion, backup, cluster).orElseThrow();
    }

    private static Optional<BackupMarker> inRegion(URI region, BackupId backup, String cluster) {
        Storage storage = FileStorage.open(Path.of(region));
        ClusterKeys keys = ClusterRepository.registrations(storage, new ClusterName(cluster)).stream()
                .map(ClusterRegistration::keys)
                .findFirst()
                .orElseThrow();
        return new ClusterRepository(storage, keys).backup(backup);
    }

    /** One byte of a full segment in the region dr. */
    private Path damageSealed(BackupMarker backup) throws IOException {
        Storage dr = FileStorage.open(Path.of(drRegion));
        WalSeal seal = WalSeal.stored(dr, backup).orElseThrow();
        String object = seal.objects().stream()
                .filter(each -> each.regions().contains(new RegionName("dr")))
                .map(WalSeal.SealedObject::object)
                .filter(each -> !each.contains("/partial/"))
                .findFirst()
                .orElseThrow();
        Path file = Path.of(drRegion).resolve(backup.keys().wal() + object);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.delete(file);
        return Files.write(file, bytes);
    }

    private void assertNothingIsInTheClear(String cluster) throws IOException {
        for (URI region : List.of(primaryRegion, drRegion)) {
            try (Stream<Path> files =
                    Files.walk(Path.of(region).resolve("clusters").resolve(cluster))) {
                List<Path> stored = files.filter(Files::isRegularFile).toList();
                assertThat(stored.stream().filter(SealedWalIT::holdsRows))
                        .hasSizeGreaterThan(10)
                        .allSatisfy(file -> assertThat(head(file)).isEqualTo("age-encryption.org/v1\n"));
                assertThat(stored)
                        .allSatisfy(file -> assertThat(new String(plain(file), StandardCharsets.ISO_8859_1))
                                .as(file.toString())
                                .doesNotContain(MARK));
            }
        }
    }

    private static boolean holdsRows(Path file) {
        return file.toString().contains("/parts/")
                || (file.toString().contains("/wal/") && !file.toString().endsWith(".history"));
    }

    private static String head(Path file) {
        return new String(read(file), 0, 22, StandardCharsets.ISO_8859_1);
    }

    /** As stored, or decompressed if that is all that hides it. */
    private static byte[] plain(Path file) {
        if (!file.toString().endsWith(".zst")) {
            return read(file);
        }
        try (InputStream in = Zstd.decompress(Files.newInputStream(file), 1L << 30)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
