package org.theorder.lifeboat.trials;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.theorder.lifeboat.events.Lsn;

/**
 * What a server held at a moment that can be restored.
 *
 * @param name of the restore point that marks it in the WAL
 * @param lsn where its record ends
 * @param at by the server's clock; nothing was committed between this time and the mark
 * @param timeline on which it was taken
 * @param tables content of every table by its name: rows, checksum, columns
 * @param pages of all tables and indexes, as they lay on disk
 */
record Photo(String name, Lsn lsn, Instant at, int timeline, Map<String, String> tables, Pages pages) {
    /** One of the ways to ask for this moment at a command line. */
    List<String> asked(Chance chance) {
        List<String> to = chance.oneOf(List.of(
                List.of("--to", "name:" + name),
                List.of("--to", lsn.toString()),
                List.of("--to", lsn.toString(), "--exclusive"),
                List.of("--to", at.toString())));
        return Stream.concat(to.stream(), Stream.of("--timeline", String.valueOf(timeline)))
                .toList();
    }
}
