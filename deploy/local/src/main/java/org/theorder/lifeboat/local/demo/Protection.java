package org.theorder.lifeboat.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.theorder.lifeboat.events.BackupCompleted;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.local.demo.Interference.Moment;
import org.theorder.lifeboat.local.suite.Service;

/** The acts in which the shop becomes safe: the first backup, and the one after the disaster. */
record Protection(Cast cast) {
    static final List<String> REGIONS = List.of("dr", "primary");
    private static final Duration LIMIT = Duration.ofSeconds(90);

    /** Asks for a full backup and waits until it is committed in both regions. */
    BackupCompleted fullBackup(int step, String doing) {
        return backup("full", step, doing);
    }

    /** The same of what changed since, on top of the newest backup. */
    BackupCompleted incrementalBackup(int step, String doing) {
        BackupCompleted completed = backup("incremental", step, doing);
        cast.narrator()
                .check(
                        completed.kind() == BackupKind.INCREMENTAL,
                        "backup " + completed.backupId() + " is not incremental");
        return completed;
    }

    private BackupCompleted backup(String kind, int step, String doing) {
        String job = cast.rest()
                .post(
                        cast.addresses().of(Service.BACKUP) + "/clusters/" + Cast.CLUSTER + "/backups",
                        Map.of("kind", kind));
        cast.interference().at(Moment.BACKUP_RUNNING);
        BackupCompleted completed = Waiting.until("no backup was completed", LIMIT, () -> {
            JsonNode state = cast.rest().get(job);
            if (state.path("state").asText().equals("FAILED")) {
                throw new LifeboatException(
                        ErrorCode.INTERNAL,
                        "the backup failed: " + state.path("message").asText());
            }
            cast.narrator().progress(step, doing + progress(state));
            return event(state.path("backupId").asText());
        });
        checkBothRegions(completed);
        return completed;
    }

    private Optional<BackupCompleted> event(String backupId) {
        return cast.events()
                .of(Topics.BACKUP_COMPLETED)
                .map(Events.Sent::data)
                .filter(backup -> backup.backupId().value().equals(backupId))
                .findFirst();
    }

    private static String progress(JsonNode state) {
        long done = state.path("bytesDone").asLong();
        long total = state.path("bytesTotal").asLong();
        return total == 0 ? "" : ": " + Size.of(done) + " of " + Size.of(total);
    }

    private void checkBothRegions(BackupCompleted backup) {
        List<String> regions =
                backup.regions().stream().map(RegionName::value).sorted().toList();
        cast.narrator()
                .check(
                        regions.equals(REGIONS),
                        "backup " + backup.backupId() + " is complete in " + regions + ", not in " + REGIONS);
        for (String region : REGIONS) {
            cast.narrator()
                    .check(
                            hasCommitMarker(cast.data().region(region), backup),
                            "no commit marker of backup " + backup.backupId() + " in region " + region);
        }
    }

    private static boolean hasCommitMarker(Path region, BackupCompleted backup) {
        Path marker = Path.of("backups", backup.backupId().value(), "backup.json");
        try (Stream<Path> files = Files.walk(region)) {
            return files.anyMatch(file -> file.endsWith(marker));
        } catch (IOException e) {
            throw new UncheckedIOException("looking for a backup in " + region, e);
        }
    }

    /** Waits until monitor-service knows this backup as the newest one of both regions, with the WAL stream up. */
    void awaitMonitor(BackupCompleted backup) {
        Waiting.until(
                "monitor-service does not know of the backup in both regions",
                LIMIT,
                () -> cluster()
                        .filter(cluster -> cluster.path("stream").asText().equals("streaming"))
                        .filter(cluster -> regions(cluster)
                                .allMatch(region -> region.path("newestBackup")
                                        .asText()
                                        .equals(backup.backupId().value()))));
    }

    /** Waits until monitor-service says that this order can be recovered from every region. */
    void awaitSafe(Order order) {
        Waiting.until(
                "order " + order.number() + " is not safe in both regions",
                LIMIT,
                () -> cluster()
                        .filter(cluster -> regions(cluster).allMatch(region -> isSafe(region, order.placedAt()))));
    }

    private Optional<JsonNode> cluster() {
        return StreamSupport.stream(
                        cast.rest()
                                .get(cast.addresses().of(Service.MONITOR) + "/clusters")
                                .spliterator(),
                        false)
                .filter(each -> each.path("cluster").asText().equals(Cast.CLUSTER.value()))
                .filter(each -> each.path("regions").size() == REGIONS.size())
                .findFirst();
    }

    private static Stream<JsonNode> regions(JsonNode cluster) {
        return StreamSupport.stream(cluster.path("regions").spliterator(), false);
    }

    private static boolean isSafe(JsonNode region, Instant moment) {
        String safeThrough = region.path("safeThrough").asText("");
        return !safeThrough.isEmpty()
                && !safeThrough.equals("null")
                && !Instant.parse(safeThrough).isBefore(moment);
    }
}
