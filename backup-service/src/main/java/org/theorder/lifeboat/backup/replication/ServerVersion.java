package org.theorder.lifeboat.backup.replication;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * A version of PostgreSQL.
 *
 * @param number {@code server_version_num}, for example 180006
 */
public record ServerVersion(int number) {
    /** The first version whose BASE_BACKUP has the single COPY stream and options in parentheses. */
    static final int OLDEST_MAJOR = 15;

    private static final Pattern TEXT = Pattern.compile("(\\d{1,4})(?:\\.(\\d{1,4}))?.*");

    /** From {@code server_version}, for example {@code 18.6 (Debian 18.6-1)} or {@code 19devel}. */
    static ServerVersion parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new LifeboatException(
                    ErrorCode.SERVER_UNSUITABLE, "'" + Text.shown(text) + "' is not a version of PostgreSQL");
        }
        int minor = matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2));
        return new ServerVersion(Integer.parseInt(matcher.group(1)) * 10_000 + minor);
    }

    /** For example 18. */
    public int major() {
        return number / 10_000;
    }

    /**
     * Whether incrementals by {@code BASE_BACKUP (INCREMENTAL)} can be trusted: since 17, but the minors before 17.8 and 18.2
     * could lose blocks silently.
     */
    public boolean takesIncrementals() {
        return switch (major()) {
            case 15, 16 -> false;
            case 17 -> number >= 170_008;
            case 18 -> number >= 180_002;
            default -> major() > 18;
        };
    }

    @Override
    public String toString() {
        return major() + "." + number % 10_000;
    }
}
