package org.theorder.lifeboat.monitor.overview;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.monitor.wording.Wording;
import org.theorder.lifeboat.monitor.work.BackupsTaken.Taken;

/** The backups of a cluster on a line of time. */
record Chains(Instant now) {
    /** How far the line reaches back. */
    static final Duration SHOWN = Duration.ofDays(7);

    /** @param backups oldest first */
    Overview.Chain chain(List<Taken> backups) {
        Instant from = now.minus(SHOWN);
        List<Taken> shown = backups.stream()
                .filter(backup -> backup.completedAt().isAfter(from))
                .toList();
        return new Overview.Chain(
                shown.stream()
                        .map(backup -> new Overview.Mark(
                                x(backup.completedAt()), backup.kind() == BackupKind.FULL, backup.provenAt() != null))
                        .toList(),
                label(shown));
    }

    private String x(Instant at) {
        double share = (double) Duration.between(at, now).toMillis() / SHOWN.toMillis();
        return String.format(Locale.ROOT, "%.2f", Math.clamp(100 * (1 - share), 0, 100));
    }

    private String label(List<Taken> shown) {
        if (shown.isEmpty()) {
            return "No backup of the last 7 days is known";
        }
        long full = shown.stream()
                .filter(backup -> backup.kind() == BackupKind.FULL)
                .count();
        String proven = shown.reversed().stream()
                .filter(backup -> backup.provenAt() != null)
                .findFirst()
                .map(backup -> "newest proven one taken " + ago(backup.completedAt()))
                .orElse("none of them proven by a restore yet");
        return "Last 7 days: " + full + " full, " + (shown.size() - full) + " incremental, newest "
                + ago(shown.getLast().completedAt()) + "; " + proven;
    }

    private String ago(Instant instant) {
        return Wording.duration(Duration.between(instant, now)) + " ago";
    }
}
