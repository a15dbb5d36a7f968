package org.theorder.lifeboat.local.demo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.theorder.lifeboat.events.BackupCompleted;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.Check;
import org.theorder.lifeboat.events.DrillCompleted;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.local.suite.Service;

/** The act in which a restore is rehearsed while nothing is lost: what every night brings, asked for now. */
record Rehearsal(Cast cast) {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** Rehearses a restore of the incremental on the full backup; says what it proved, for people. */
    String proves(int step, BackupCompleted full, BackupCompleted incremental) {
        Path drill =
                Path.of(cast.rest().post(cast.addresses().of(Service.RESTORE) + "/drills/" + Cast.CLUSTER, Map.of()));
        String id = drill.getFileName().toString();
        DrillCompleted completed = Waiting.until("the drill did not end", LIMIT, () -> {
            cast.narrator().progress(step, "rehearsing a restore");
            failIfRefused(id);
            return cast.events()
                    .of(Topics.DRILL_COMPLETED)
                    .map(Events.Sent::data)
                    .filter(each -> each.restoreId().value().equals(id))
                    .findFirst();
        });
        check(completed, List.of(full.backupId(), incremental.backupId()));
        Path place = cast.data().drills().resolve(id);
        Waiting.until(
                "the drill left its directory " + place,
                LIMIT,
                () -> Optional.of(place).filter(Files::notExists));
        Waiting.until(
                "backup-service does not know that the backup is proven",
                LIMIT,
                () -> Optional.of(incremental.backupId()).filter(this::isProven));
        cast.timeline().add(completed.completedAt(), "drill passed: backup " + completed.backupId() + " is proven");
        return "rehearsed: full and incremental restored together, all WAL replayed, %d checks passed, removed again; the backup is proven, measured RTO %.1f s"
                .formatted(completed.checks().size(), completed.restoreTime().toMillis() / 1e3);
    }

    private void failIfRefused(String id) {
        cast.events()
                .of(Topics.RESTORE_FAILED)
                .filter(sent -> sent.data().restoreId().value().equals(id))
                .findFirst()
                .ifPresent(sent -> {
                    throw new LifeboatException(
                            ErrorCode.INTERNAL,
                            "the drill failed: " + sent.data().message());
                });
    }

    private void check(DrillCompleted completed, List<BackupId> chain) {
        List<String> failed = completed.checks().stream()
                .filter(check -> !check.passed())
                .map(Check::name)
                .toList();
        cast.narrator().check(completed.passed(), "the drill did not pass: " + failed);
        cast.narrator()
                .check(chain.equals(completed.chain()), "the drill restored " + completed.chain() + ", not " + chain);
    }

    private boolean isProven(BackupId backup) {
        return StreamSupport.stream(
                        cast.rest()
                                .get(cast.addresses().of(Service.BACKUP) + "/clusters/" + Cast.CLUSTER + "/backups")
                                .path("backups")
                                .spliterator(),
                        false)
                .anyMatch(each -> each.path("backupId").asText().equals(backup.value()) && each.hasNonNull("proven"));
    }
}
