package org.theorder.lifeboat.backup.wal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Lsn;

/**
 * The timelines that lead to the one a server writes on. Source: PostgreSQL {@code timeline.c}: one line per ancestor,
 * {@code <timeline> <switch point> <reason>}, oldest first.
 *
 * @param ancestors oldest first; each with the position where it was left
 * @param current the server's own timeline
 */
record Lineage(List<WalPosition> ancestors, int current) {
    private static final int MOST_ANCESTORS = 100_000;

    Lineage {
        ancestors = List.copyOf(ancestors);
    }

    /**
     * @param history the history file of {@code timeline}; empty for timeline 1
     * @throws LifeboatException PROTOCOL_BROKEN if this is no history
     */
    static Lineage parse(int timeline, byte[] history) {
        List<WalPosition> ancestors = new ArrayList<>();
        for (String line : new String(history, StandardCharsets.UTF_8).split("\n", -1)) {
            String text = line.strip();
            if (text.isEmpty() || text.startsWith("#")) {
                continue;
            }
            ancestors.add(ancestor(timeline, text));
            int count = ancestors.size();
            if (count > MOST_ANCESTORS
                    || ancestors.get(count - 1).timeline() >= timeline
                    || (count > 1
                            && ancestors.get(count - 2).timeline()
                                    >= ancestors.get(count - 1).timeline())) {
                throw broken(timeline);
            }
        }
        return new Lineage(ancestors, timeline);
    }

    private static WalPosition ancestor(int timeline, String line) {
        String[] fields = line.split("\\s+", 3);
        try {
            return new WalPosition(Integer.parseInt(fields[0]), Lsn.parse(fields[1]));
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException | LifeboatException e) {
            throw broken(timeline);
        }
    }

    private static LifeboatException broken(int timeline) {
        return new LifeboatException(
                ErrorCode.PROTOCOL_BROKEN, "the server's history of timeline " + timeline + " is not a history file");
    }

    boolean contains(int timeline) {
        return timeline == current || ancestors.stream().anyMatch(ancestor -> ancestor.timeline() == timeline);
    }

    /** Where a timeline was left; empty for the current one. */
    Optional<Lsn> endOf(int timeline) {
        return ancestors.stream()
                .filter(ancestor -> ancestor.timeline() == timeline)
                .findFirst()
                .map(WalPosition::lsn);
    }

    /** The timeline that began where {@code timeline} was left. */
    int after(int timeline) {
        for (int i = 0; i + 1 < ancestors.size(); i++) {
            if (ancestors.get(i).timeline() == timeline) {
                return ancestors.get(i + 1).timeline();
            }
        }
        return current;
    }
}
