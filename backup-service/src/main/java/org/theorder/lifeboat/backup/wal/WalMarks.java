package org.theorder.lifeboat.backup.wal;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;

/**
 * Which moment of the primary's clock a WAL position stands for: everything that had been committed (and confirmed to
 * clients) by then lies before it. A mark is made of the position in one message and the time in the message
 * <em>before</em>: the server reads its position first and its clock afterwards, and a keepalive tells only how far it
 * has sent, so a message's own time would claim too much.
 */
final class WalMarks {
    private static final int MOST = 512;

    private record Mark(WalPosition position, Instant time) {}

    private final Deque<Mark> marks = new ArrayDeque<>();

    synchronized void add(WalPosition position, Instant time) {
        Mark last = marks.peekLast();
        if (last != null && !last.position().isBefore(position)) {
            if (last.position().equals(position)) {
                marks.pollLast();
            } else {
                return;
            }
        }
        marks.addLast(new Mark(position, time));
        if (marks.size() > MOST) {
            thin();
        }
    }

    /** Everything up to the answer is safe where WAL up to {@code durable} is. */
    synchronized Optional<Instant> safeThrough(WalPosition durable) {
        for (Iterator<Mark> newestFirst = marks.descendingIterator(); newestFirst.hasNext(); ) {
            Mark mark = newestFirst.next();
            if (!durable.isBefore(mark.position())) {
                return Optional.of(mark.time());
            }
        }
        return Optional.empty();
    }

    /** Fewer marks only make the answer more cautious. */
    private void thin() {
        boolean keep = false;
        Mark last = marks.peekLast();
        for (Iterator<Mark> each = marks.iterator(); each.hasNext(); ) {
            Mark mark = each.next();
            keep = !keep;
            if (!keep && !mark.equals(last)) {
                each.remove();
            }
        }
    }
}
