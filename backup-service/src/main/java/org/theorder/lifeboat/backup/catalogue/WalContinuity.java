package org.theorder.lifeboat.backup.catalogue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.repository.wal.TimelineHistory;
import org.theorder.lifeboat.repository.wal.WalCoverage;
import org.theorder.lifeboat.repository.wal.WalReader;

/**
 * Whether a backup can be replayed up to the newest WAL of its region: found by listing, not from anybody's memory. What
 * was found whole is remembered, so that the next look lists only what has come since.
 */
public final class WalContinuity {
    private final WalReader reader;

    public WalContinuity(WalReader reader) {
        this.reader = reader;
    }

    /**
     * @param missing the first stretch that is missing; null if nothing is
     * @param proven what was found whole; null if not even the beginning was
     */
    public record Finding(
            @Nullable MissingWal missing, @Nullable ProvenWal proven) {}

    /**
     * Looks behind a backup.
     *
     * @param known what was found whole at the last look; null to look at everything
     */
    public Finding behind(BackupMarker backup, @Nullable ProvenWal known) {
        int newest = newestTimeline(backup.timeline());
        if (known != null && known.holds(backup) && known.timeline() <= newest) {
            return walk(backup, newest, new ArrayList<>(known.timelines()), known.from(), known.upTo());
        }
        return walk(backup, newest, new ArrayList<>(List.of(backup.timeline())), backup.startLsn(), backup.startLsn());
    }

    private Finding walk(BackupMarker backup, int newest, List<Integer> timelines, Lsn begin, Lsn reached) {
        Lsn from = reached;
        int timeline = timelines.getLast();
        if (newest != timeline) {
            Optional<TimelineHistory> history = reader.history(newest);
            if (history.isEmpty()) {
                return new Finding(MissingWal.history(newest), new ProvenWal(timelines, begin, from));
            }
            for (TimelineHistory.Ancestor ancestor : history.get().ancestors()) {
                if (Integer.compareUnsigned(ancestor.timeline(), timeline) < 0) {
                    continue;
                }
                WalCoverage coverage = reader.coverage(ancestor.timeline(), from);
                if (!coverage.reaches(ancestor.switchedAt())) {
                    return new Finding(
                            new MissingWal(ancestor.timeline(), coverage.durable(), ancestor.switchedAt()),
                            new ProvenWal(timelines, begin, Lsn.max(from, coverage.durable())));
                }
                from = ancestor.switchedAt();
                if (timelines.getLast() != ancestor.timeline()) {
                    timelines.add(ancestor.timeline());
                }
            }
            timelines.add(newest);
            timeline = newest;
        }
        WalCoverage coverage = reader.coverage(timeline, from);
        ProvenWal proven = new ProvenWal(timelines, begin, Lsn.max(from, coverage.durable()));
        if (!coverage.gaps().isEmpty()) {
            return new Finding(
                    new MissingWal(
                            timeline,
                            coverage.durable(),
                            coverage.gaps().getFirst().to()),
                    proven);
        }
        return coverage.reaches(backup.stopLsn()) || timeline != backup.timeline()
                ? new Finding(null, proven)
                : new Finding(new MissingWal(timeline, coverage.durable(), backup.stopLsn()), proven);
    }

    private int newestTimeline(int ofBackup) {
        return reader.timelines().stream()
                .max(Integer::compareUnsigned)
                .filter(timeline -> Integer.compareUnsigned(timeline, ofBackup) > 0)
                .orElse(ofBackup);
    }
}
