package org.theorder.lifeboat.trials;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.events.RecoveryTarget;
import org.theorder.lifeboat.events.RestoreId;
import org.theorder.lifeboat.events.RestoreMode;
import org.theorder.lifeboat.events.RestoreRequested;
import org.theorder.lifeboat.local.suite.BackupApi;
import org.theorder.lifeboat.local.suite.BackupServiceAlone;
import org.theorder.lifeboat.local.suite.Home;
import org.theorder.lifeboat.local.suite.RestoreServiceAlone;
import org.theorder.lifeboat.servers.PostgresBinaries;
import org.theorder.lifeboat.servers.test.PostgresArchives;

/**
 * One backup-service and one restore-service, both packaged, with a cluster of each PostgreSQL from 15 to 18: each comes back
 * to a time, a transaction and a restore point, with the programs of its own version, and each is rehearsed.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MajorVersionsIT {
    private static final List<Integer> VERSIONS = List.of(15, 16, 17, 18);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private static Path folder;

    private final Map<Integer, Shop> shops = new TreeMap<>();
    private BackupServiceAlone backups;
    private RestoreServiceAlone restores;

    /**
     * A cluster that is lost.
     *
     * @param good right before its rows were deleted
     * @param mistake the transaction that deleted them
     */
    private record Shop(Path folder, Photo good, long mistake) {}

    @BeforeAll
    void loseAClusterOfEachVersion() {
        Path project = Path.of(System.getProperty("lifeboat.project", "../.."))
                .toAbsolutePath()
                .normalize();
        backups = BackupServiceAlone.prepare(new Home(folder.resolve("home"), project), Clock.systemUTC());
        Map<Integer, Source> sources = new TreeMap<>();
        try {
            VERSIONS.forEach(major -> sources.put(major, Source.create(major, folder.resolve(name(major)))));
            Map<String, String> keys = new TreeMap<>();
            sources.forEach((major, source) -> keys.putAll(protection(major, source)));
            // a backup, what streams share, and two WAL segments for each of four busy clusters
            backups.service().start(keys, List.of("-XX:MaxDirectMemorySize=256m"));
            BackupApi api = new BackupApi(backups);
            sources.forEach((major, source) -> shops.put(major, shop(major, source, api)));
        } finally {
            sources.values().forEach(Source::close);
        }
        backups.stop();
        restores = backups.startRestores(Map.of(
                "lifeboat.postgres.binaries",
                VERSIONS.stream()
                        .map(MajorVersionsIT::programs)
                        .map(Path::toString)
                        .collect(Collectors.joining(","))));
    }

    private static String name(int major) {
        return "v" + major;
    }

    private static Path programs(int major) {
        return major == 18 ? PostgresBinaries.unpacked() : PostgresBinaries.unpackedFrom(PostgresArchives.of(major));
    }

    private static Map<String, String> protection(int major, Source source) {
        String prefix = "lifeboat.clusters." + name(major) + ".";
        return Map.of(
                prefix + "host",
                "127.0.0.1",
                prefix + "port",
                String.valueOf(source.server().port()),
                prefix + "user",
                Source.ROLE,
                prefix + "password",
                Source.PASSWORD,
                prefix + "regions",
                "primary,dr");
    }

    /** A full backup, an incremental on it, and WAL with a mistake in it; all of it durable in both regions. */
    private static Shop shop(int major, Source source, BackupApi api) {
        write(source, "CREATE EXTENSION amcheck");
        write(source, "CREATE TABLE orders AS SELECT g AS id, md5(g::text) AS note FROM generate_series(1, 20000) g");
        write(source, "ALTER TABLE orders ADD PRIMARY KEY (id)");
        api.backup(name(major), "full");
        write(source, "UPDATE orders SET note = upper(note) WHERE id % 50 = 0");
        api.backup(name(major), "incremental");
        write(source, "INSERT INTO orders SELECT g, 'late' FROM generate_series(20001, 20500) g");
        Photo good = source.photo("good");
        long mistake = Long.parseLong(source.value(
                "model",
                "WITH gone AS (DELETE FROM orders WHERE id > 100 RETURNING 1)"
                        + " SELECT pg_current_xact_id()::text FROM (SELECT count(*) FROM gone) counted"));
        write(source, "INSERT INTO orders VALUES (30000, 'after the mistake')");
        awaitDurable(name(major), source.photo("end").lsn(), api);
        return new Shop(folder.resolve(name(major)), good, mistake);
    }

    private static void write(Source source, String statement) {
        source.execute("model", List.of(statement));
    }

    private static void awaitDurable(String cluster, Lsn lsn, BackupApi api) {
        Awaitility.await("WAL of " + cluster + " up to " + lsn + " in both regions")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> api.get("/clusters/" + cluster + "/protection")
                                .path("regions")
                                .valueStream()
                                .filter(region -> region.path("durableLsn").isTextual()
                                        && !Lsn.parse(region.path("durableLsn").asText())
                                                .isBefore(lsn))
                                .count()
                        == 2);
    }

    @AfterAll
    void stop() {
        if (restores != null) {
            restores.close();
        }
        backups.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 16, 17})
    void momentBeforeTheMistakeComesBack(int major) {
        Shop shop = lost(major);
        comesBack(major, "time", new RecoveryTarget.AtTime(shop.good().at()));
        comesBack(major, "transaction", new RecoveryTarget.AtTransaction(shop.mistake(), false));
        comesBack(major, "name", new RecoveryTarget.AtName("good"));
    }

    private Shop lost(int major) {
        return Objects.requireNonNull(shops.get(major));
    }

    private void comesBack(int major, String how, RecoveryTarget target) {
        Path place = backups.data().restored().resolve(name(major) + "-" + how);
        JsonNode view = restores.restore(new RestoreRequested(
                new RestoreId(name(major) + "-" + how),
                new ClusterName(name(major)),
                target,
                null,
                new RestoreRequested.Place(place.toString(), null),
                RestoreMode.LIVE,
                null,
                "MajorVersionsIT"));

        isVerified(major, view);
        Shop shop = lost(major);
        try (Source restored = Source.start(major, place, shop.folder().resolve("postgres.password"), Map.of())) {
            assertThat(restored.value("model", "SHOW server_version")).startsWith(major + ".");
            assertThat(restored.tables())
                    .as(view.toString())
                    .isEqualTo(shop.good().tables());
        }
    }

    private static void isVerified(int major, JsonNode view) {
        assertThat(view.path("state").asText()).as(view.toString()).isEqualTo("RESTORED");
        JsonNode outcome = view.path("outcome");
        assertThat(outcome.path("checks")
                        .valueStream()
                        .map(check -> check.path("name").asText()))
                .as(view.toString())
                .contains("recovery-target", "row-counts", "collations", "amcheck", "page-checksums");
        assertThat(outcome.path("checks").valueStream())
                .allMatch(check -> check.path("passed").asBoolean());
        // below 17 an incremental is sealed WAL alone, and what files there are come from the full backup
        assertThat(outcome.path("chain").size()).as(view.toString()).isEqualTo(major >= 17 ? 2 : 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 16, 17, 18})
    void oneServiceRehearsesAllVersions(int major) {
        isVerified(major, restores.drill(name(major), false));
    }
}
