package org.theorder.lifeboat.restore.point;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.events.RecoveryTarget;
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
 * @param start where replay begins
 * @param end where the durable WAL ends
 * @param timeline that recovery follows
 * @param storedAt when the newest WAL was stored
 * @param notes what people should know: regions left out, backups passed over, gaps
 */
public record RestorePlan(
        RegionName region,
        BackupMarker backup,
        BackupReader reader,
        RepositoryWal wal,
        RecoveryTarget target,
        Lsn start,
        Lsn end,
        int timeline,
        Instant storedAt,
        List<String> notes) {
    private static final DateTimeFormatter SERVER_TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd HH:mm:ss.SSSSSS'+00'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** The backups that files are taken from: a full one, then the incrementals up to {@link #backup}. */
    public List<BackupId> chain() {
        return reader.chain().stream().map(BackupMarker::backup).toList();
    }

    /** WAL between start and end, more than which is never replayed. */
    public long walBytes() {
        return end.minus(start);
    }

    /** The settings that tell PostgreSQL where to stop. */
    public Map<String, String> recoverySettings() {
        Map<String, String> settings = new LinkedHashMap<>(toTheEnd());
        switch (target) {
            case RecoveryTarget.Latest latest -> {}
            case RecoveryTarget.AtTime at ->
                settings.put(
                        "recovery_target_time", SERVER_TIME.format(at.time().truncatedTo(ChronoUnit.MICROS)));
            case RecoveryTarget.AtLsn at ->
                settings.put("recovery_target_lsn", at.lsn().toString());
            case RecoveryTarget.Immediate immediate -> settings.put("recovery_target", "immediate");
        }
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
