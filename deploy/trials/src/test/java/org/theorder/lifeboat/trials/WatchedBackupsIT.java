package org.theorder.lifeboat.trials;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.events.RecoveryTarget;
import org.theorder.lifeboat.events.RestoreId;
import org.theorder.lifeboat.events.RestoreMode;
import org.theorder.lifeboat.events.RestoreRequested;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.events.Team;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.local.demo.Events;
import org.theorder.lifeboat.local.suite.BackupApi;
import org.theorder.lifeboat.local.suite.RestoreServiceAlone;
import org.theorder.lifeboat.local.suite.ServiceReplica;
import org.theorder.lifeboat.repository.storage.Content;
import org.theorder.lifeboat.repository.storage.Storage;

/**
 * The packaged monitor-service beside real backups and restores that are made to fail: one incident each, for the right team,
 * until it works again.
 */
class WatchedBackupsIT {
    private static final String RULES = """
            service-silent:
              cases:
                "backup-service": {critical-above: 8s, good-below: 8s}
            backup-overdue:
              cases:
                "*/incremental": {critical-above: 3s, good-below: 1s}
            protection-fault:
              cases:
                "model/*/chain-broken": {severity: critical, raise-for: 1s}
                "model/*/store-unreachable": {team: infrastructure, raise-for: 1s}
                "model/*/region-behind": {team: infrastructure, raise-for: 1s}
            """;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    private Trial trial;
    private Events events;
    private ServiceReplica monitor;

    @BeforeEach
    void start() throws IOException {
        trial = new Trial(folder);
        events = Events.from(trial.service.bootstrapServers(), Clock.systemUTC());
        trial.source.execute("model", List.of("CREATE TABLE written (id bigserial PRIMARY KEY, filler text)"));
        monitor = trial.service.monitor("monitor-service");
        monitor.start(Map.of(
                "lifeboat.monitor.heartbeats.services",
                "backup-service",
                "lifeboat.monitor.objectives.rpo",
                "20s",
                "lifeboat.monitor.rules.file",
                Files.writeString(folder.resolve("rules.yaml"), RULES).toString()));
    }

    @AfterEach
    void end() {
        events.close();
        trial.close();
    }

    @Test
    void backupsAndRestoresThatFailAreOneIncidentEachUntilOneSucceeds() {
        trial.protect();
        // a role that may not replicate any more: what streams already goes on
        trial.source.execute("postgres", List.of("ALTER ROLE " + Source.ROLE + " NOREPLICATION"));
        trial.api.request(Trial.CLUSTER, "full");
        Incident failed = opened("backup-failed", "model/full");
        assertThat(failed.team()).isEqualTo(Team.DATABASE);
        assertThat(failed.severity()).isEqualTo(Severity.CRITICAL);
        trial.source.execute("postgres", List.of("ALTER ROLE " + Source.ROLE + " REPLICATION"));
        trial.api.backup(Trial.CLUSTER, "full");
        awaitResolved(failed);

        Photo photo = trial.source.photo("watched");
        trial.awaitDurable(photo);
        try (RestoreServiceAlone restores = trial.service.startRestores(Map.of())) {
            restores.restore(request("too-far", Lsn.parse("FF/0")));
            Incident refused = opened("restore-failed", "model");
            assertThat(refused.team()).isEqualTo(Team.DATABASE);
            restores.restore(request("right", photo.lsn()));
            awaitResolved(refused);
        }
    }

    private RestoreRequested request(String name, Lsn lsn) {
        return new RestoreRequested(
                new RestoreId(name),
                new ClusterName(Trial.CLUSTER),
                new RecoveryTarget.AtLsn(lsn, null),
                null,
                new RestoreRequested.Place(
                        trial.service.data().restored().resolve(name).toString(), null),
                RestoreMode.LIVE,
                null,
                "WatchedBackupsIT");
    }

    @Test
    void aDeadBackupServiceIsNoticedAndSoIsWhatItNoLongerDoes() {
        Map<String, String> everyMinute = Map.of("schedule.incremental", "* * * * *");
        trial.protect(everyMinute);
        trial.api.backup(Trial.CLUSTER, "full");
        awaitWatched();

        trial.service.killHard();
        trial.source.execute("model", List.of("INSERT INTO written (filler) VALUES ('nobody streams this')"));

        Incident silent = opened("service-silent", "backup-service");
        assertThat(silent.team()).isEqualTo(Team.INFRASTRUCTURE);
        Incident primary = opened("recovery-point", "model/primary");
        assertThat(primary.team()).isEqualTo(Team.DATABASE);
        Incident dr = opened("recovery-point", "model/dr");
        Incident overdue = opened("backup-overdue", "model/incremental");
        assertThat(overdue.team()).isEqualTo(Team.DATABASE);

        trial.protect(everyMinute);
        List.of(silent, primary, dr, overdue).forEach(this::awaitResolved);
    }

    @Test
    void aChainThatLacksItsFullBackupIsOneIncidentUntilItIsBack() {
        trial.protect();
        BackupId full = new BackupId(
                trial.api.backup(Trial.CLUSTER, "full").path("backupId").asText());
        trial.incremental();

        Map<String, byte[]> markers = Trial.REGIONS.stream()
                .collect(Collectors.toMap(region -> region, region -> taken(region, trial.keys.marker(full))));
        trial.api.backup(Trial.CLUSTER, "full"); // and what there is, is listed anew
        Incident broken = opened("protection-fault", "model/dr/chain-broken");
        assertThat(broken.team()).isEqualTo(Team.DATABASE);
        assertThat(broken.severity()).isEqualTo(Severity.CRITICAL);

        markers.forEach((region, marker) -> trial.region(region).create(trial.keys.marker(full), Content.of(marker)));
        trial.api.backup(Trial.CLUSTER, "full");
        awaitResolved(broken);
    }

    @Test
    void aSlotThatWasDroppedIsOneIncidentUntilAFullBackupBeginsBehindTheGap() {
        trial.protect();
        trial.api.backup(Trial.CLUSTER, "full");
        String segment = trial.source.value("postgres", "SELECT pg_walfile_name(pg_current_wal_lsn())");
        trial.service.stop();
        patiently("nobody uses the slot, and somebody drops it")
                .ignoreExceptionsInstanceOf(IllegalStateException.class)
                .until(() -> trial.source
                                .values(
                                        "postgres",
                                        "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots")
                                .size()
                        == 1);
        trial.source.execute("postgres", List.of("ALTER SYSTEM SET wal_keep_size = 0", "SELECT pg_reload_conf()"));
        patiently("the server forgets WAL that no region has").until(() -> {
            trial.source.execute("model", List.of("INSERT INTO written (filler) VALUES ('nobody streams this')"));
            trial.source.execute("postgres", List.of("SELECT pg_switch_wal()", "CHECKPOINT"));
            return trial.source
                    .value("postgres", "SELECT count(*) FROM pg_ls_waldir() WHERE name = '" + segment + "'")
                    .equals("0");
        });

        // so slow that the gap is there for longer than it takes to look
        trial.protect(Map.of("backup.max-bytes-per-second", "4194304"));
        Incident gap = opened("protection-fault", "model/wal-gap");
        assertThat(gap.team()).isEqualTo(Team.DATABASE);
        assertThat(gap.severity()).isEqualTo(Severity.CRITICAL);
        awaitResolved(gap);
    }

    @Test
    void aFlippedBitARegionThatIsAwayAndWhatItMissedAreOneIncidentEachUntilTheyAreRepaired() throws IOException {
        // a backup that a region lacks counts after a minute, and lists are up to half a minute old: no copy before
        // that
        trial.protect(Map.of(), Map.of("lifeboat.copies.youngest", "2m"));
        String backup = trial.api.backup(Trial.CLUSTER, "full").path("backupId").asText();
        String path = "/clusters/" + Trial.CLUSTER + "/backups/" + backup;
        flipABit("dr", backup);
        whenFree(path + "/verification");
        Incident damaged = opened("protection-fault", "model/dr/verification-failed");
        assertThat(damaged.team()).isEqualTo(Team.DATABASE);
        assertThat(damaged.severity()).isEqualTo(Severity.CRITICAL);
        whenFree(path + "/repair");
        awaitResolved(damaged);

        Path dr = trial.service.data().region("dr");
        Path away = dr.resolveSibling("dr-away");
        Files.move(dr, away);
        Incident unreachable = opened("protection-fault", "model/dr/store-unreachable");
        assertThat(unreachable.team()).isEqualTo(Team.INFRASTRUCTURE);
        trial.api.backup(Trial.CLUSTER, "full");
        Files.move(away, dr);
        awaitResolved(unreachable);

        Incident behind = opened("protection-fault", "model/dr/region-behind");
        assertThat(behind.team()).isEqualTo(Team.INFRASTRUCTURE);
        assertThat(behind.severity()).isEqualTo(Severity.WARNING);
        assertThat(trial.complete("dr")).hasSize(1);
        awaitResolved(behind);
        assertThat(trial.complete("dr")).hasSize(2);
    }

    @Test
    void aLackOfSummariesIsOneIncidentUntilThereIsAnIncrementalBackupAgain() throws IOException {
        trial.protect();
        trial.api.backup(Trial.CLUSTER, "full");
        trial.source.execute("postgres", List.of("SELECT pg_switch_wal()", "CHECKPOINT"));
        loseSummaries();
        assertThat(trial.api
                        .backup(Trial.CLUSTER, "incremental")
                        .path("fullBecause")
                        .asText())
                .isEqualTo("summaries-missing");
        Incident missing = opened("protection-fault", "model/summaries-missing");
        assertThat(missing.team()).isEqualTo(Team.DATABASE);
        assertThat(missing.severity()).isEqualTo(Severity.WARNING);

        trial.incremental();
        awaitResolved(missing);
    }

    /** As {@code wal_summary_keep_time} does when the pause between backups is longer. */
    private void loseSummaries() throws IOException {
        Path summaries =
                Path.of(trial.source.value("postgres", "SHOW data_directory")).resolve("pg_wal/summaries");
        patiently("there are summaries")
                .until(() -> trial.source
                                .values("postgres", "SELECT 1 FROM pg_available_wal_summaries()")
                                .size()
                        > 0);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(summaries, "*.summary")) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
    }

    @Test
    void aDrillThatFindsNoSoundCopyIsOneIncidentUntilADrillPasses() throws IOException {
        trial.protect();
        String backup = trial.api.backup(Trial.CLUSTER, "full").path("backupId").asText();
        for (String region : Trial.REGIONS) {
            flipABit(region, backup);
        }
        try (RestoreServiceAlone restores = trial.service.startRestores(Map.of())) {
            assertThat(restores.drill(Trial.CLUSTER, false).path("state").asText())
                    .isEqualTo("FAILED");
            Incident failed = opened("drill-failed", "model");
            assertThat(failed.team()).isEqualTo(Team.DATABASE);
            assertThat(failed.severity()).isEqualTo(Severity.CRITICAL);

            trial.api.backup(Trial.CLUSTER, "full");
            // a drill that is asked for twice in a minute is one
            patiently("a drill passes")
                    .until(() -> restores.drill(Trial.CLUSTER, false)
                            .path("state")
                            .asText()
                            .equals("RESTORED"));
            awaitResolved(failed);
        }
    }

    /** Upkeep of the service itself may be reading the backups. */
    private void whenFree(String path) {
        patiently(path)
                .ignoreExceptionsInstanceOf(LifeboatException.class)
                .until(() -> !trial.api.post(path).isNull());
    }

    private void flipABit(String region, String backup) throws IOException {
        Path file = trial.service
                .data()
                .region(region)
                .resolve(trial.keys.part(new BackupId(backup), "base-000000.tar.zst"));
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.delete(file);
        Files.write(file, bytes);
    }

    private byte[] taken(String region, String key) {
        Storage storage = trial.region(region);
        try (InputStream object = storage.open(key)) {
            byte[] bytes = object.readAllBytes();
            storage.delete(key);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What was never heard of nobody can miss. */
    private void awaitWatched() {
        BackupApi reader = new BackupApi(monitor);
        patiently("the cluster is watched, and all is good")
                .untilAsserted(() -> assertThat(StreamSupport.stream(
                                        reader.get("/checks").spliterator(), false)
                                .filter(check -> check.path("state").asText().equals("ok"))
                                .map(check -> check.path("rule").asText() + " "
                                        + check.path("subject").asText()))
                        .contains(
                                "service-silent backup-service",
                                "recovery-point model/primary",
                                "recovery-point model/dr",
                                "backup-overdue model/incremental"));
    }

    private Incident opened(String rule, String subject) {
        return patiently(rule + " " + subject)
                .until(() -> ofThe(rule, subject).findFirst(), Optional::isPresent)
                .orElseThrow();
    }

    private Stream<Incident> ofThe(String rule, String subject) {
        return events.of(Topics.INCIDENT_OPENED)
                .map(sent -> sent.data().incident())
                .filter(incident ->
                        incident.rule().equals(rule) && incident.subject().equals(subject));
    }

    /** And until then it was the only one. */
    private void awaitResolved(Incident opened) {
        Instant end = patiently(opened.id() + " is over")
                .until(
                        () -> events.of(Topics.INCIDENT_RESOLVED)
                                .map(sent -> sent.data().incident())
                                .filter(incident -> incident.id().equals(opened.id()))
                                .findFirst(),
                        Optional::isPresent)
                .map(Incident::resolvedAt)
                .orElseThrow();
        assertThat(ofThe(opened.rule(), opened.subject())
                        .filter(incident -> incident.openedAt().isBefore(end)))
                .hasSize(1);
    }

    private static ConditionFactory patiently(String what) {
        return Awaitility.await(what).atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(100));
    }
}
