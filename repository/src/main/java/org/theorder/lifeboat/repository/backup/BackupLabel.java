package org.theorder.lifeboat.repository.backup;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Lsn;

/**
 * {@code backup_label}: where replay begins. Source: PostgreSQL {@code src/backend/access/transam/xlogbackup.c}.
 *
 * @param timeline unsigned
 * @param incrementalFrom where the backup began that an incremental builds on; null for a full one
 */
public record BackupLabel(
        Lsn startLsn, int timeline, @Nullable ParentStart incrementalFrom) {
    public static final String PATH = "backup_label";

    private static final Pattern START = Pattern.compile("(?m)^START WAL LOCATION: ([0-9A-F]{1,8}/[0-9A-F]{1,8}) ");
    private static final Pattern TIMELINE = Pattern.compile("(?m)^START TIMELINE: ([0-9]{1,10})$");

    private static final Pattern FROM_LSN =
            Pattern.compile("(?m)^INCREMENTAL FROM LSN: ([0-9A-F]{1,8}/[0-9A-F]{1,8})$");
    private static final Pattern FROM_TIMELINE = Pattern.compile("(?m)^INCREMENTAL FROM TLI: ([0-9]{1,10})$");
    private static final Pattern FROM_LINES = Pattern.compile("(?m)^INCREMENTAL FROM (LSN|TLI): .*\\n");

    /** @throws LifeboatException CORRUPT if it does not say where replay begins, or not wholly what it builds on */
    public static BackupLabel parse(byte[] content) {
        String text = new String(content, StandardCharsets.UTF_8);
        Matcher start = START.matcher(text);
        Matcher timeline = TIMELINE.matcher(text);
        if (!start.find() || !timeline.find()) {
            throw new LifeboatException(ErrorCode.CORRUPT, "backup_label does not say where replay begins");
        }
        try {
            return new BackupLabel(
                    Lsn.parse(start.group(1)), Integer.parseUnsignedInt(timeline.group(1)), incrementalFrom(text));
        } catch (NumberFormatException e) {
            throw new LifeboatException(ErrorCode.CORRUPT, "backup_label names an impossible timeline", e);
        }
    }

    private static @Nullable ParentStart incrementalFrom(String text) {
        Matcher lsn = FROM_LSN.matcher(text);
        Matcher timeline = FROM_TIMELINE.matcher(text);
        boolean hasLsn = lsn.find();
        if (hasLsn != timeline.find()) {
            throw new LifeboatException(
                    ErrorCode.CORRUPT, "backup_label says only half of what the incremental backup builds on");
        }
        return hasLsn ? new ParentStart(Integer.parseUnsignedInt(timeline.group(1)), Lsn.parse(lsn.group(1))) : null;
    }

    /**
     * The label of a combined backup, which is a full one: without the two INCREMENTAL FROM lines, everything else byte
     * for byte. Source: PostgreSQL {@code src/bin/pg_combinebackup/backup_label.c}, write_backup_label.
     */
    public static byte[] combined(byte[] content) {
        // one character per byte: a label may hold any bytes
        String text = new String(content, StandardCharsets.ISO_8859_1);
        return FROM_LINES.matcher(text).replaceAll("").getBytes(StandardCharsets.ISO_8859_1);
    }
}
