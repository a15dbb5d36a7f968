package org.theorder.lifeboat.backup.catalogue;

import java.util.Optional;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.repository.wal.TimelineHistory;
import org.theorder.lifeboat.repository.wal.WalCoverage;
import org.theorder.lifeboat.repository.wal.WalReader;

/** Whether a backup can be replayed up to the newest WAL of its region: found by listing, not from anybody's memory. */
final class WalContinuity {
    private final WalReader reader;

    WalContinuity(WalReader reader) {
        this.reader = reader;
    }

    /** What is missing, for people; empty if nothing is. */
    Optional<String> missingBehind(BackupMarker backup) {
        int newest = reader.timelines().stream()
                .max(Integer::compareUnsigned)
                .filter(timeline -> Integer.compareUnsigned(timeline, backup.timeline()) > 0)
                .orElse(backup.timeline());
        Lsn from = backup.startLsn();
        int timeline = backup.timeline();
        Optional<TimelineHistory> history = newest == timeline ? Optional.empty() : reader.history(newest);
        if (history.isPresent()) {
            for (TimelineHistory.Ancestor ancestor : history.get().ancestors()) {
                if (Integer.compareUnsigned(ancestor.timeline(), timeline) < 0) {
                    continue;
                }
                WalCoverage coverage = reader.coverage(ancestor.timeline(), from);
                if (!coverage.reaches(ancestor.switchedAt())) {
                    return Optional.of(missing(coverage, ancestor.switchedAt()));
                }
                from = ancestor.switchedAt();
            }
            timeline = newest;
        }
        WalCoverage coverage = reader.coverage(timeline, from);
        if (!coverage.gaps().isEmpty()) {
            return Optional.of(missing(coverage, coverage.gaps().getFirst().to()));
        }
        return coverage.reaches(backup.stopLsn()) || timeline != backup.timeline()
                ? Optional.empty()
                : Optional.of(missing(coverage, backup.stopLsn()));
    }

    private static String missing(WalCoverage coverage, Lsn to) {
        return "WAL from " + coverage.durable() + " to " + to + " on timeline " + coverage.timeline()
                + " is missing there: restores from this region end at " + coverage.durable()
                + " until its next full backup";
    }
}
