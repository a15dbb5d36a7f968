package org.theorder.lifeboat.repository.wal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Lsn;

/**
 * Where a timeline came from. Source: PostgreSQL {@code src/backend/access/transam/timeline.c}.
 *
 * @param timeline whose history it is, unsigned
 * @param ancestors oldest first
 */
public record TimelineHistory(int timeline, List<Ancestor> ancestors) {
    /** A promotion writes one line of some 60 bytes; nobody promotes so often. */
    static final int LARGEST = 1024 * 1024;

    private static final Pattern LINE =
            Pattern.compile("\\s*([0-9]{1,10})\\s+([0-9A-Fa-f]{1,8}/[0-9A-Fa-f]{1,8})(?:\\s+(.*))?");

    /**
     * A timeline that was left.
     *
     * @param timeline unsigned
     * @param switchedAt WAL of it counts up to here, not including
     * @param reason as the server wrote it
     */
    public record Ancestor(int timeline, Lsn switchedAt, String reason) {}

    public TimelineHistory {
        ancestors = List.copyOf(ancestors);
    }

    /** The timeline that this one branched off; empty for one without history. */
    public Optional<Ancestor> parent() {
        return ancestors.isEmpty() ? Optional.empty() : Optional.of(ancestors.getLast());
    }

    /**
     * Reads a history file.
     *
     * @throws LifeboatException CORRUPT if it is not one: timelines must ascend, switches must not descend
     */
    public static TimelineHistory parse(int timeline, byte[] file) {
        if (file.length > LARGEST) {
            throw corrupt(timeline, "it is far too long");
        }
        List<Ancestor> ancestors = new ArrayList<>();
        for (String line : new String(file, StandardCharsets.UTF_8).split("\n", -1)) {
            if (!line.isBlank() && !line.stripLeading().startsWith("#")) {
                ancestors.add(ancestor(timeline, line));
                checkOrder(timeline, ancestors);
            }
        }
        return new TimelineHistory(timeline, ancestors);
    }

    private static Ancestor ancestor(int timeline, String line) {
        Matcher matcher = LINE.matcher(line.stripTrailing());
        if (!matcher.matches()) {
            throw corrupt(timeline, "a line of it is not a timeline, a position and a reason");
        }
        try {
            String reason = matcher.group(3);
            return new Ancestor(
                    Integer.parseUnsignedInt(matcher.group(1)),
                    Lsn.parse(matcher.group(2)),
                    reason == null ? "" : reason);
        } catch (NumberFormatException e) {
            throw corrupt(timeline, "a timeline in it is impossible");
        }
    }

    private static void checkOrder(int timeline, List<Ancestor> ancestors) {
        Ancestor last = ancestors.getLast();
        boolean below = Integer.compareUnsigned(last.timeline, timeline) < 0 && last.timeline != 0;
        boolean ascends = ancestors.size() == 1
                || (Integer.compareUnsigned(ancestors.get(ancestors.size() - 2).timeline, last.timeline) < 0
                        && !last.switchedAt.isBefore(ancestors.get(ancestors.size() - 2).switchedAt));
        if (!below || !ascends) {
            throw corrupt(timeline, "its timelines do not ascend");
        }
    }

    private static LifeboatException corrupt(int timeline, String reason) {
        return new LifeboatException(
                ErrorCode.CORRUPT,
                "the history of timeline " + Integer.toUnsignedString(timeline) + " cannot be read: " + reason);
    }
}
