package org.theorder.lifeboat.restore.wal;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A file that PostgreSQL asks a {@code restore_command} for (PostgreSQL {@code src/include/access/xlog_internal.h}). */
public sealed interface WalFile {
    /** The name as PostgreSQL writes it. */
    String name();

    /** A full WAL segment: timeline, then the segment's number split as PostgreSQL does. */
    record Segment(String name) implements WalFile {}

    /** Where a timeline came from. */
    record History(String name, int timeline) implements WalFile {}

    Pattern SEGMENT = Pattern.compile("[0-9A-F]{24}");
    Pattern HISTORY = Pattern.compile("([0-9A-F]{8})\\.history");

    /** The file of this name; empty for a name of any other form, which no repository has. */
    static Optional<WalFile> named(String name) {
        if (SEGMENT.matcher(name).matches()) {
            return Optional.of(new Segment(name));
        }
        Matcher history = HISTORY.matcher(name);
        return history.matches()
                ? Optional.of(new History(name, Integer.parseUnsignedInt(history.group(1), 16)))
                : Optional.empty();
    }
}
