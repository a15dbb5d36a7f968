package org.theorder.lifeboat.repository.backup;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Lsn;

/**
 * {@code backup_label}: where replay begins. Source: PostgreSQL {@code src/backend/access/transam/xlogbackup.c}.
 *
 * @param timeline unsigned
 */
record BackupLabel(Lsn startLsn, int timeline) {
    static final String PATH = "backup_label";

    private static final Pattern START = Pattern.compile("(?m)^START WAL LOCATION: ([0-9A-F]{1,8}/[0-9A-F]{1,8}) ");
    private static final Pattern TIMELINE = Pattern.compile("(?m)^START TIMELINE: ([0-9]{1,10})$");

    /** @throws LifeboatException CORRUPT if it does not say where replay begins */
    static BackupLabel parse(byte[] content) {
        String text = new String(content, StandardCharsets.UTF_8);
        Matcher start = START.matcher(text);
        Matcher timeline = TIMELINE.matcher(text);
        if (!start.find() || !timeline.find()) {
            throw new LifeboatException(ErrorCode.CORRUPT, "backup_label does not say where replay begins");
        }
        try {
            return new BackupLabel(Lsn.parse(start.group(1)), Integer.parseUnsignedInt(timeline.group(1)));
        } catch (NumberFormatException e) {
            throw new LifeboatException(ErrorCode.CORRUPT, "backup_label names an impossible timeline", e);
        }
    }
}
