package org.theorder.lifeboat.backup.wal;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.repository.wal.TimelineHistory;

/**
 * The timelines that lead to the one a server writes on.
 *
 * @param ancestors oldest first; each with the position where it was left
 * @param current the server's own timeline
 */
record Lineage(List<WalPosition> ancestors, int current) {
    Lineage {
        ancestors = List.copyOf(ancestors);
    }

    /** A timeline that began with initdb. */
    static Lineage first(int timeline) {
        return new Lineage(List.of(), timeline);
    }

    static Lineage of(TimelineHistory history) {
        return new Lineage(
                history.ancestors().stream()
                        .map(ancestor -> new WalPosition(ancestor.timeline(), ancestor.switchedAt()))
                        .toList(),
                history.timeline());
    }

    boolean contains(int timeline) {
        return timeline == current || ancestors.stream().anyMatch(ancestor -> ancestor.timeline() == timeline);
    }

    /** The timelines that need a history file. */
    List<Integer> histories() {
        return Stream.concat(ancestors.stream().map(WalPosition::timeline), Stream.of(current))
                .filter(timeline -> timeline != 1)
                .toList();
    }

    /** Where a timeline was left; empty for the current one. */
    Optional<Lsn> endOf(int timeline) {
        return ancestors.stream()
                .filter(ancestor -> ancestor.timeline() == timeline)
                .findFirst()
                .map(WalPosition::lsn);
    }

    /** Where a timeline began; zero for the first one. */
    Lsn beginOf(int timeline) {
        return ancestors.stream()
                .filter(ancestor -> after(ancestor.timeline()) == timeline)
                .findFirst()
                .map(WalPosition::lsn)
                .orElse(Lsn.ZERO);
    }

    /**
     * How far a region is on the way to the current timeline: WAL behind the place where a timeline was left is of no use.
     *
     * @return empty for a timeline that does not lead there
     */
    Optional<Lsn> reachedBy(WalPosition durable) {
        return contains(durable.timeline())
                ? Optional.of(endOf(durable.timeline())
                        .map(end -> Lsn.min(end, durable.lsn()))
                        .orElse(durable.lsn()))
                : Optional.empty();
    }

    /** The timeline that a position lies on. */
    int timelineAt(Lsn position) {
        return ancestors.stream()
                .filter(ancestor -> position.isBefore(ancestor.lsn()))
                .findFirst()
                .map(WalPosition::timeline)
                .orElse(current);
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
