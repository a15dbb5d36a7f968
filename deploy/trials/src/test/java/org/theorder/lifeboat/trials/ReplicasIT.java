package org.theorder.lifeboat.trials;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.local.suite.BackupApi;
import org.theorder.lifeboat.local.suite.BackupServiceAlone;
import org.theorder.lifeboat.local.suite.Home;
import org.theorder.lifeboat.local.suite.ServiceReplica;
import org.theorder.lifeboat.repository.BackupCatalogue;
import org.theorder.lifeboat.repository.ClusterRepository;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.restore.BackupReader;
import org.theorder.lifeboat.repository.restore.ReadProgress;
import org.theorder.lifeboat.repository.restore.ReaderSettings;
import org.theorder.lifeboat.repository.storage.FileStorage;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.wal.WalReader;

/**
 * Several replicas of the packaged backup-service on one database and one Kafka, four clusters: the streams are shared
 * evenly, both take backups, every job runs once, and what a killed or paused replica did is taken over without a gap in the
 * WAL. And a service that is none of them. Correctness line 12, Correctness line 15.
 */
class ReplicasIT {
    private static final List<String> CLUSTERS = List.of("one", "two", "three", "four");

    /** One alone streams all four clusters at full speed. */
    private static final List<String> MEMORY = List.of("-XX:MaxDirectMemorySize=256m");

    private static final List<String> REGIONS = List.of("primary", "dr");

    private static final Pattern COMPLETE = Pattern.compile("backup is complete (cluster=\\S+ backupId=\\S+)");

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    private Source source;
    private BackupServiceAlone alone;
    private ServiceReplica first;
    private ServiceReplica second;

    @BeforeEach
    void startTwo() {
        source = Source.create(folder.resolve("source"));
        source.execute("model", List.of("CREATE TABLE written (id bigserial PRIMARY KEY, filler text)"));
        alone = BackupServiceAlone.prepare(home("home"), Clock.systemUTC());
        first = alone.service();
        second = alone.another("backup-service-2");
        first.start(keys(CLUSTERS), MEMORY);
        second.start(keys(CLUSTERS), MEMORY);
        awaitStreams(Map.of(first, 2, second, 2));
    }

    @AfterEach
    void end() {
        alone.close();
        source.close();
    }

    @Test
    void deadReplicaIsTakenOverWithoutAGapAndEveryJobRunsOnce() {
        // Given a backup of each, asked for at both replicas by turns, and taken by both
        List<String> jobs = List.of(
                new BackupApi(first).request("one", "full"),
                new BackupApi(second).request("two", "full"),
                new BackupApi(first).request("three", "full"),
                new BackupApi(second).request("four", "full"));
        awaitCompleted(second, jobs);
        assertBothWorked(jobs);

        // When one dies in the middle of the next ones, and while it reads a backup back
        String verification = verifyAtFirst(jobs.getFirst());
        List<String> more = CLUSTERS.stream()
                .map(cluster -> new BackupApi(second).request(cluster, "full"))
                .toList();
        write();
        assertThat(new BackupApi(second).get(verification).path("state").asText())
                .isEqualTo("RUNNING");
        first.killHard();
        write();

        // Then the other one streams everything and completes every job once
        awaitStreams(Map.of(second, 4));
        awaitCompleted(second, more);
        assertWholeWithBackups(2);
        patiently("what was read back is read back again").untilAsserted(() -> {
            JsonNode taken = new BackupApi(second).get(verification);
            assertThat(taken.path("state").asText()).as(taken.toString()).isEqualTo("DONE");
            assertThat(taken.path("attempts").asInt()).isEqualTo(2);
        });

        // and gives half of it to the next one that comes
        first.start(keys(CLUSTERS), MEMORY);
        awaitStreams(Map.of(first, 2, second, 2));
        write();
        assertWholeWithBackups(2);
    }

    @Test
    void pausedReplicaWritesNothingWhenItWakes() {
        // Given one that stands still with its connections open, while backups are asked for
        List<String> jobs = CLUSTERS.stream()
                .map(cluster -> new BackupApi(second).request(cluster, "full"))
                .toList();
        first.pause();
        write();

        // When the other one has taken over, and it wakes
        try {
            awaitStreams(Map.of(second, 4));
            awaitCompleted(second, jobs);
        } finally {
            first.wake();
        }

        // Then it finds out, takes its part again, and nothing was written twice or differently
        awaitStreams(Map.of(first, 2, second, 2));
        write();
        assertWholeWithBackups(1);
        for (String cluster : CLUSTERS) {
            assertThat(protection(second, cluster).path("faults").findValuesAsText("reason"))
                    .doesNotContain("object-conflict", "wal-gap");
        }
        assertThat(log("backup-service")).contains("another replica has taken over");
    }

    @Test
    void foreignServiceOnTheSameSlotIsToldSoAndDisturbsNobody() {
        try (BackupServiceAlone foreign = BackupServiceAlone.prepare(home("foreign"), Clock.systemUTC())) {
            // When another installation protects the same server under the same name
            foreign.start(keys(List.of("one")));

            // Then it says why it does not stream, and what to do
            patiently("the foreign service says what is wrong")
                    .until(
                            () -> protection(foreign.service(), "one")
                                    .path("trouble")
                                    .asText(),
                            trouble -> trouble.contains("in use by another connection")
                                    && trouble.contains("another cluster name"));
            patiently("and, as it stays so, reports it as a fault")
                    .until(
                            () -> protection(foreign.service(), "one")
                                    .path("faults")
                                    .findValuesAsText("reason"),
                            reasons -> reasons.contains("slot-in-use"));

            // and ours goes on
            write();
            awaitDurable();
            awaitStreams(Map.of(first, 2, second, 2));
            assertThat(source.value("postgres", "SELECT count(*) FROM pg_replication_slots WHERE active"))
                    .isEqualTo("4");
        }
    }

    /** So many clusters stream here, each of all of them streams somewhere, and every replica can tell of it. */
    private static void awaitStreams(Map<ServiceReplica, Integer> wanted) {
        patiently("streams are where they should be").ignoreExceptions().untilAsserted(() -> {
            int all = 0;
            for (Map.Entry<ServiceReplica, Integer> entry : wanted.entrySet()) {
                List<JsonNode> reports = CLUSTERS.stream()
                        .map(cluster -> protection(entry.getKey(), cluster))
                        .toList();
                assertThat(reports)
                        .as("whichever is asked")
                        .allMatch(report -> report.path("streaming").asBoolean());
                long streaming = reports.stream()
                        .filter(report -> !report.path("relayed").isObject())
                        .count();
                assertThat(streaming).isEqualTo(entry.getValue().longValue());
                all += entry.getValue();
            }
            assertThat(all).isEqualTo(CLUSTERS.size());
        });
    }

    private static void awaitCompleted(ServiceReplica replica, List<String> jobs) {
        BackupApi api = new BackupApi(replica);
        patiently("all backups are complete")
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(jobs)
                        .allSatisfy(job ->
                                assertThat(api.get(job).path("state").asText()).isEqualTo("COMPLETED")));
    }

    /** Each backup was completed by one of the two, and neither stood by. */
    private void assertBothWorked(List<String> jobs) {
        BackupApi api = new BackupApi(second);
        List<String> taken = jobs.stream()
                .map(api::get)
                .map(job -> "cluster=" + job.path("cluster").asText() + " backupId="
                        + job.path("backupId").asText())
                .toList();
        patiently("it is in the log who took them").untilAsserted(() -> {
            List<String> ofFirst = completedBy("backup-service");
            List<String> ofSecond = completedBy("backup-service-2");
            assertThat(ofFirst).isNotEmpty();
            assertThat(ofSecond).isNotEmpty();
            assertThat(Stream.concat(ofFirst.stream(), ofSecond.stream())).containsExactlyInAnyOrderElementsOf(taken);
        });
    }

    private List<String> completedBy(String process) {
        return COMPLETE.matcher(log(process))
                .results()
                .map(line -> line.group(1))
                .toList();
    }

    /** Asks the first replica to read a backup back, which takes it seconds; the path of the request. */
    private String verifyAtFirst(String job) {
        BackupApi api = new BackupApi(first);
        JsonNode taken = api.get(job);
        String cluster = "/clusters/" + taken.path("cluster").asText();
        api.act("POST", cluster + "/backups/" + taken.path("backupId").asText() + "/verification?wait=0");
        return cluster + "/upkeep/"
                + api.get(cluster + "/upkeep").get(0).path("id").asText();
    }

    /** Every region lists so many backups of each cluster, all whole, and all WAL from the first one on up to now. */
    private void assertWholeWithBackups(int count) {
        Lsn now = awaitDurable();
        for (String cluster : CLUSTERS) {
            ClusterKeys keys = keysOf(cluster);
            for (String name : REGIONS) {
                Storage region = region(name);
                BackupCatalogue catalogue = new ClusterRepository(region, keys).backups();
                assertThat(catalogue.damaged()).isEmpty();
                assertThat(catalogue.complete()).as("%s in %s", cluster, name).hasSize(count);
                for (BackupMarker backup : catalogue.complete()) {
                    BackupReader.open(List.of(region), keys, backup.backup())
                            .verify(ReaderSettings.defaults(), ReadProgress.IGNORED);
                }
                BackupMarker oldest = catalogue.complete().getFirst();
                assertThat(wal(region, keys)
                                .coverage(oldest.timeline(), oldest.startLsn())
                                .reaches(now))
                        .as("%s in %s has all WAL from %s to %s", cluster, name, oldest.startLsn(), now)
                        .isTrue();
            }
        }
    }

    /** Waits until the WAL of this moment is in both regions, of every cluster. */
    private Lsn awaitDurable() {
        Lsn now = Lsn.parse(source.value("postgres", "SELECT pg_current_wal_flush_lsn()"));
        patiently("WAL up to " + now + " is everywhere")
                .until(() -> CLUSTERS.stream()
                        .allMatch(cluster -> REGIONS.stream()
                                .allMatch(name -> wal(region(name), keysOf(cluster))
                                        .newestDurable(source.timeline())
                                        .filter(durable -> !durable.isBefore(now))
                                        .isPresent())));
        return now;
    }

    private static WalReader wal(Storage region, ClusterKeys keys) {
        return new WalReader(List.of(region), keys, Restores.SEGMENT_BYTES);
    }

    private void write() {
        source.execute(
                "model",
                List.of(
                        "INSERT INTO written (filler) SELECT repeat(md5(g::text), 20) FROM generate_series(1, 5000) g",
                        "SELECT pg_switch_wal()",
                        "INSERT INTO written (filler) SELECT md5(g::text) FROM generate_series(1, 500) g"));
    }

    private Map<String, String> keys(List<String> clusters) {
        Map<String, String> keys = new TreeMap<>();
        keys.put("lifeboat.verification.max-bytes-per-second", "1048576");
        keys.put("lifeboat.verification.lease", "5s");
        for (String cluster : clusters) {
            String prefix = "lifeboat.clusters." + cluster + ".";
            keys.put(prefix + "host", "127.0.0.1");
            keys.put(prefix + "port", String.valueOf(source.server().port()));
            keys.put(prefix + "user", Source.ROLE);
            keys.put(prefix + "password", Source.PASSWORD);
            keys.put(prefix + "regions", "primary,dr");
        }
        return keys;
    }

    private ClusterKeys keysOf(String cluster) {
        return new ClusterKeys(new ClusterName(cluster), source.keys().systemIdentifier());
    }

    private Storage region(String name) {
        return FileStorage.open(alone.data().region(name));
    }

    private static JsonNode protection(ServiceReplica replica, String cluster) {
        return new BackupApi(replica).get("/clusters/" + cluster + "/protection");
    }

    private String log(String process) {
        try (Stream<String> lines = Files.lines(home("home").log(process))) {
            return String.join("\n", lines.toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Home home(String name) {
        return new Home(
                folder.resolve(name),
                Path.of(System.getProperty("lifeboat.project", "../.."))
                        .toAbsolutePath()
                        .normalize());
    }

    private static ConditionFactory patiently(String what) {
        return Awaitility.await(what).atMost(Duration.ofMinutes(4)).pollInterval(Duration.ofMillis(250));
    }
}
