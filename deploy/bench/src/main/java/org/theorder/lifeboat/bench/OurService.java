package org.theorder.lifeboat.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.local.suite.BackupApi;
import org.theorder.lifeboat.local.suite.BackupServiceAlone;
import org.theorder.lifeboat.local.suite.Folders;

/**
 * The packaged backup-service. Two clusters stand for the same server: {@code pair} goes to two regions as in production,
 * {@code single} to one, as the others do.
 */
final class OurService {
    static final String PAIR = "pair";
    static final String SINGLE = "single";

    private final BackupServiceAlone service;
    private final DataSet data;
    private final BackupApi api;

    OurService(BackupServiceAlone service, DataSet data) {
        this.service = service;
        this.data = data;
        this.api = new BackupApi(service);
    }

    /** Starts it anew with this compression level for the clusters. */
    void start(int level, List<String> clusters) {
        service.stop();
        Map<String, String> keys = new TreeMap<>(Map.of("lifeboat.defaults.backup.level", String.valueOf(level)));
        for (String cluster : clusters) {
            String prefix = "lifeboat.clusters." + cluster + ".";
            keys.putAll(Map.of(
                    prefix + "host",
                    "127.0.0.1",
                    prefix + "port",
                    String.valueOf(data.server().port()),
                    prefix + "user",
                    DataSet.BACKUP_ROLE,
                    prefix + "password",
                    data.server().password(),
                    prefix + "regions",
                    cluster.equals(PAIR) ? "primary,dr" : "primary"));
        }
        service.start(keys);
    }

    void stop() {
        service.stop();
    }

    BackupApi api() {
        return api;
    }

    /** The stream of {@code pair}: what both regions have. */
    Archiver archiver() {
        return new Archiver() {
            @Override
            public String name() {
                return "Lifeboat, two regions";
            }

            @Override
            public long durable() {
                return api.get("/clusters/" + PAIR + "/protection")
                        .path("regions")
                        .valueStream()
                        .map(region -> region.path("durableLsn"))
                        .mapToLong(
                                lsn -> lsn.isTextual() ? Lsn.parse(lsn.asText()).value() : 0)
                        .min()
                        .orElse(0);
            }
        };
    }

    long pid() {
        return service.pid();
    }

    Contestant contestant(String cluster) {
        return new Cluster(cluster);
    }

    private final class Cluster implements Contestant {
        private final String cluster;

        Cluster(String cluster) {
            this.cluster = cluster;
        }

        @Override
        public String name() {
            return cluster.equals(PAIR) ? "Lifeboat, two regions, synced" : "Lifeboat, one region, synced";
        }

        @Override
        public Measurement full(int level) {
            return backup("full", level);
        }

        @Override
        public Measurement incremental(int level) {
            return backup("incremental", level);
        }

        private Measurement backup(String kind, int level) {
            ProcessCost.forgetPeak(service.pid());
            double ours = ProcessCost.seconds(service.pid());
            double servers = ProcessCost.seconds(data.server().pid());
            long begun = System.nanoTime();
            JsonNode job = api.backup(cluster, kind);
            double seconds = (System.nanoTime() - begun) / 1e9;
            if (!job.path("backupId").asText().endsWith("-" + kind)) {
                throw new LifeboatException(
                        ErrorCode.INTERNAL,
                        "an incremental was asked for and a full backup taken: "
                                + job.path("fullBecauseMessage").asText());
            }
            return new Measurement(
                    name(),
                    kind + " zstd-" + level,
                    seconds,
                    job.path("storedBytes").asLong(),
                    ProcessCost.peakKibibytes(service.pid()),
                    ProcessCost.seconds(service.pid()) - ours,
                    ProcessCost.seconds(data.server().pid()) - servers);
        }

        /** Keeps the newest full backup and what follows it. */
        @Override
        public void tidy() {
            String newestFull = api.get("/clusters/" + cluster + "/backups")
                    .path("backups")
                    .valueStream()
                    .filter(backup -> backup.path("kind").asText().equals("full"))
                    .map(backup -> backup.path("backupId").asText())
                    .findFirst()
                    .orElse("");
            for (String region : List.of("primary", "dr")) {
                try (Stream<Path> all = Files.walk(service.data().region(region), 5)) {
                    all.filter(path -> path.toString().contains(cluster))
                            .filter(path -> "backups"
                                    .equals(path.resolveSibling("")
                                            .getFileName()
                                            .toString()))
                            .filter(path -> path.getFileName().toString().compareTo(newestFull) < 0)
                            .toList()
                            .forEach(Folders::delete);
                } catch (IOException e) {
                    throw new UncheckedIOException("tidying region " + region, e);
                }
            }
        }
    }
}
