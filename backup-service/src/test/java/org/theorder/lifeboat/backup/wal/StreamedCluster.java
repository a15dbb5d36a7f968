package org.theorder.lifeboat.backup.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.http.TestHTTPResource;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.backup.servers.Embedded18;
import org.theorder.lifeboat.backup.servers.Service;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.layout.SystemIdentifier;
import org.theorder.lifeboat.repository.storage.FileStorage;
import org.theorder.lifeboat.repository.wal.WalReader;
import org.theorder.lifeboat.repository.wal.WalSegment;
import org.theorder.lifeboat.servers.PostgresOptions;

/** A cluster of its own for every test, protected in both regions, with a table {@code orders}. */
abstract class StreamedCluster {
    private static final int SEGMENT = 16 << 20;

    @TestHTTPResource("/")
    URI base;

    @ConfigProperty(name = "lifeboat.regions.primary.url")
    URI primaryRegion;

    @ConfigProperty(name = "lifeboat.regions.dr.url")
    URI drRegion;

    @Inject
    Database database;

    @TempDir(cleanup = CleanupMode.NEVER)
    Path folder;

    Service service;
    Embedded18 server;
    String cluster;

    @BeforeEach
    void declareCluster() {
        service = new Service(base);
        server = Embedded18.startWithRole(folder.resolve("shop"));
        server.sql(
                "create table orders (id bigserial primary key, at timestamptz default clock_timestamp(), note text)");
        cluster = "shop-" + UUID.randomUUID().toString().substring(0, 8);
        service.declare(cluster, server);
        service.awaitStreaming(cluster);
    }

    @AfterEach
    void stopServer() {
        service.delete("/clusters/" + cluster);
        server.close();
    }

    void restart(boolean crash, boolean asStandby) {
        int port = server.port();
        if (crash) {
            server.killHard();
        } else {
            server.stop();
        }
        try {
            if (asStandby) {
                Files.createFile(server.dataDirectory().resolve("standby.signal"));
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        server = Embedded18.start(PostgresOptions.in(folder.resolve("shop")).withPort(port), Map.of());
    }

    boolean fresh(String region) {
        String safe = service.region(cluster, region).path("safeThrough").asText();
        return !safe.equals("null")
                && Duration.between(Instant.parse(safe), Instant.now()).compareTo(Duration.ofMillis(2500)) < 0;
    }

    JsonNode gapJob() {
        for (JsonNode job : service.get("/backups").body()) {
            if (job.path("cluster").asText().equals(cluster)
                    && job.path("requestedBy").asText().contains("gap")) {
                return job;
            }
        }
        return null;
    }

    void awaitDurable(String region, String lsn) {
        await("WAL up to " + lsn + " in " + region)
                .atMost(Duration.ofSeconds(60))
                .until(() -> {
                    JsonNode durable = service.region(cluster, region).path("durableLsn");
                    return !durable.isNull() && !Lsn.parse(durable.asText()).isBefore(Lsn.parse(lsn));
                });
    }

    void assertContiguous(URI region, int timeline) {
        WalReader reader = reader(region);
        Path wal = clusterFolder(region).resolve("wal/%08X".formatted(timeline));
        try (Stream<Path> files = Files.walk(wal)) {
            String first = files.map(Path::getFileName)
                    .map(Path::toString)
                    .filter(name -> name.matches("[0-9A-F]{24}(\\.zst)?"))
                    .map(name -> name.substring(0, 24))
                    .min(Comparator.naturalOrder())
                    .orElseThrow();
            Lsn from = WalSegment.parse(first, SEGMENT).start();
            assertThat(reader.coverage(timeline, from).gaps()).isEmpty();
            assertThat(reader.coverage(timeline, from).durable())
                    .isEqualTo(reader.newestDurable(timeline).orElseThrow());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    WalReader reader(URI region) {
        return new WalReader(
                List.of(FileStorage.open(Path.of(region))),
                new ClusterKeys(
                        new ClusterName(cluster),
                        SystemIdentifier.parse(
                                clusterFolder(region).getFileName().toString())),
                SEGMENT);
    }

    Path clusterFolder(URI region) {
        try (Stream<Path> identifiers = Files.list(Path.of(region).resolve("clusters/" + cluster))) {
            return identifiers.findFirst().orElseThrow();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }
}
