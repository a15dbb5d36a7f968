package org.theorder.lifeboat.monitor.overview;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.BackupCompleted;
import org.theorder.lifeboat.events.BackupFailed;
import org.theorder.lifeboat.events.Check;
import org.theorder.lifeboat.events.DrillCompleted;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.events.RestoreCompleted;
import org.theorder.lifeboat.events.RestoreFailed;
import org.theorder.lifeboat.monitor.cluster.ClusterFacts;
import org.theorder.lifeboat.monitor.wording.Wording;

/** What the page says about one cluster. */
record ClusterCards(Instant now) {

    Overview.ClusterCard card(ClusterFacts facts, Overview.Chain chain, Overview.@Nullable History history) {
        List<Overview.Line> lines = new ArrayList<>();
        if (facts.lastBackups().isEmpty()) {
            lines.add(new Overview.Line("Last backup", Tone.UNKNOWN, "none has been seen", null));
        }
        facts.lastBackups().forEach(backup -> lines.add(backup(backup)));
        facts.failedBackups().forEach(failure -> lines.add(failure(failure)));
        if (facts.lastRestore() == null) {
            lines.add(new Overview.Line("Last restore", Tone.UNKNOWN, "none has been seen", null));
        } else {
            lines.add(restore(facts.lastRestore()));
        }
        if (facts.lastRestoreFailure() != null) {
            lines.add(failedRestore(facts.lastRestoreFailure()));
        }
        if (facts.lastDrill() != null) {
            lines.add(drill(facts.lastDrill()));
        }
        return new Overview.ClusterCard(
                facts.cluster().value(),
                stream(facts.stream()),
                facts.trouble(),
                facts.regions().stream()
                        .map(region -> row(region, facts.rpoGoal()))
                        .toList(),
                lines,
                facts.lastRestore() == null ? null : restoreTime(facts.lastRestore(), facts.rtoGoal()),
                chain,
                history);
    }

    private static Overview.Chip stream(ClusterFacts.Stream stream) {
        return switch (stream) {
            case STREAMING -> new Overview.Chip(Tone.GOOD, "WAL streaming");
            case BROKEN -> new Overview.Chip(Tone.BAD, "WAL stream broken");
            case UNKNOWN -> new Overview.Chip(Tone.UNKNOWN, "WAL stream unknown");
        };
    }

    static Overview.Chip objective(ClusterFacts.Objective objective) {
        return switch (objective) {
            case MET -> new Overview.Chip(Tone.GOOD, "within the goal");
            case AT_RISK -> new Overview.Chip(Tone.WARNING, "at risk");
            case MISSED -> new Overview.Chip(Tone.BAD, "beyond the goal");
            case UNKNOWN -> new Overview.Chip(Tone.UNKNOWN, "unknown");
        };
    }

    private Overview.RegionRow row(ClusterFacts.Region region, Duration goal) {
        Overview.Chip chip = objective(region.objective());
        Instant completed = region.newestBackupAt();
        String backup = region.newestBackup() == null
                ? "no backup"
                : region.newestBackup() + (completed == null ? "" : ", " + ago(completed));
        return new Overview.RegionRow(
                region.region().value(),
                chip,
                region.safeThrough() == null ? null : Moments.of(region.safeThrough(), now),
                Scale.of(region.rpoNow(), goal, chip.tone()),
                backup,
                region.trouble());
    }

    private Overview.Line backup(BackupCompleted backup) {
        String missing = backup.missingRegions().isEmpty() ? "" : "; missing in " + names(backup.missingRegions());
        return new Overview.Line(
                "Last " + backup.kind().wireName() + " backup",
                missing.isEmpty() ? Tone.GOOD : Tone.WARNING,
                ago(backup.completedAt()) + ": " + Wording.bytes(backup.sizeBytes()) + ", stored as "
                        + Wording.bytes(backup.storedBytes()) + " in "
                        + Wording.duration(Duration.between(backup.startedAt(), backup.completedAt())) + ", in "
                        + names(backup.regions()) + missing,
                Moments.of(backup.completedAt(), now));
    }

    private Overview.Line failure(BackupFailed failure) {
        return new Overview.Line(
                "Failed " + failure.kind().wireName() + " backup",
                Tone.BAD,
                ago(failure.failedAt()) + ": " + Wording.line(failure.message()),
                Moments.of(failure.failedAt(), now));
    }

    private Overview.Line restore(RestoreCompleted restore) {
        long passed = restore.checks().stream().filter(Check::passed).count();
        String reached = restore.lastCommitAt() == null
                ? "WAL position " + restore.recoveredTo()
                : Wording.time(restore.lastCommitAt(), now);
        return new Overview.Line(
                "Last restore",
                Tone.GOOD,
                ago(restore.completedAt()) + " from region " + restore.region() + " to " + reached + ", "
                        + Wording.bytes(restore.restoredBytes()) + ", " + passed + " of "
                        + restore.checks().size() + " checks passed",
                Moments.of(restore.completedAt(), now));
    }

    private static Overview.Bar restoreTime(RestoreCompleted restore, Duration goal) {
        boolean slow = restore.restoreTime().compareTo(goal) > 0;
        return Scale.of(restore.restoreTime(), goal, slow ? Tone.BAD : Tone.GOOD);
    }

    private Overview.Line failedRestore(RestoreFailed restore) {
        return new Overview.Line(
                "Last failed restore",
                Tone.WARNING,
                ago(restore.failedAt()) + ": " + Wording.line(restore.message()),
                Moments.of(restore.failedAt(), now));
    }

    private Overview.Line drill(DrillCompleted drill) {
        return new Overview.Line(
                "Last drill",
                drill.passed() ? Tone.GOOD : Tone.BAD,
                ago(drill.completedAt()) + " from region " + drill.region() + ", "
                        + (drill.passed() ? "passed" : "did not pass") + " in " + Wording.duration(drill.restoreTime()),
                Moments.of(drill.completedAt(), now));
    }

    private String ago(Instant instant) {
        return Wording.duration(Duration.between(instant, now)) + " ago";
    }

    private static String names(List<RegionName> regions) {
        return regions.stream().map(RegionName::value).collect(Collectors.joining(", "));
    }
}
