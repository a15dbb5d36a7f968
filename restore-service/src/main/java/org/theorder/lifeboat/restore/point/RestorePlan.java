package org.theorder.lifeboat.restore.point;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.repository.restore.BackupReader;

/**
 * How a cluster gets to the point that was asked for; everything that it needs was seen to be there.
 *
 * @param region the copy that is read first
 * @param backup the newest that files are taken from: full or incremental
 * @param reader reads the files of its whole chain, from another region where the first one fails
 * @param wal the WAL that recovery may have
 * @param stop where replay ends
 * @param start where replay begins
 * @param end where the durable WAL ends
 * @param expectedAt where the time that was asked for is expected to lie, for forecasts alone; empty for other targets
 * @param timeline that recovery follows
 * @param storedAt when the newest WAL was stored, or a later backup found nothing newer
 * @param newerPassedOver newer backups that this target could have begun with, had they been whole, and why they are not; for
 *     people
 * @param notes what people should know: regions left out, backups passed over, gaps
 */
public record RestorePlan(
        RegionName region,
        BackupMarker backup,
        BackupReader reader,
        RepositoryWal wal,
        Stop stop,
        Lsn start,
        Lsn end,
        Optional<Lsn> expectedAt,
        int timeline,
        Instant storedAt,
        List<String> newerPassedOver,
        List<String> notes) {
    /** The least that PostgreSQL takes as min_wal_size and max_wal_size. */
    public static final int LEAST_WAL_SEGMENTS = 2;

    /** PostgreSQL's default of max_wal_size. */
    private static final long USUAL_WAL_SIZE = 1L << 30;

    /** The backups that files are taken from: a full one, then the incrementals up to {@link #backup}. */
    public List<BackupId> chain() {
        return reader.chain().stream().map(BackupMarker::backup).toList();
    }

    /** WAL between start and end, more than which is never replayed. */
    public long walBytes() {
        return end.minus(start);
    }

    /**
     * WAL that replay keeps before a restartpoint removes it: the server that replays is given this as its max_wal_size,
     * whatever the source had.
     */
    public long walBetweenRestartpoints() {
        return Math.max(USUAL_WAL_SIZE, LEAST_WAL_SEGMENTS * (long) backup.walSegmentBytes());
    }

    /** Where replay ends; empty for a time, which lies at a position that nobody knows before. */
    public Optional<Lsn> replayedTo() {
        return switch (stop) {
            case Stop.EndOfWal _ -> Optional.of(end);
            case Stop.Consistency _ -> Optional.of(backup.stopLsn());
            case Stop.Position at -> Optional.of(at.lsn());
            case Stop.Time _ -> Optional.empty();
        };
    }

    /** The settings that tell PostgreSQL where to stop. */
    public Map<String, String> recoverySettings() {
        Map<String, String> settings = new LinkedHashMap<>(toTheEnd());
        settings.putAll(stop.settings());
        return settings;
    }

    /**
     * The settings for replay to the end of the WAL. The timeline is named by its number and not by {@code latest}: what was
     * checked is what is followed, also if a newer timeline appears meanwhile.
     */
    public Map<String, String> toTheEnd() {
        return Map.of(
                "recovery_target_timeline", Integer.toUnsignedString(timeline),
                "recovery_target_action", "promote",
                "recovery_target_inclusive", "on");
    }
}
