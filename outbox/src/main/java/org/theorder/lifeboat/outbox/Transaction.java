package org.theorder.lifeboat.outbox;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An open transaction, given by {@link Database#inTransaction}. Not for use by two threads, nor after its end.
 *
 * <p>Arguments fill {@code $1}, {@code $2}, … and may be null. Taken as they are: String, Integer, Long, Double, Boolean,
 * UUID, byte[], String[], Long[], BigDecimal; converted: Instant to {@code timestamptz}, Duration to {@code interval}, an
 * enum to its name. JSON is given as a String with the cast {@code $n::jsonb}, which is sent as {@code $n::text::jsonb}.
 */
public interface Transaction {
    /** The rows of one statement, also of {@code insert … returning}. */
    List<Row> query(String sql, @Nullable Object... arguments);

    /**
     * Runs one statement as often as there are lists of arguments, all sent at once: one wait instead of many.
     *
     * @return the rows of each, in the order of the arguments, of which there must be some
     */
    List<List<Row>> queryEach(String sql, List<@Nullable Object[]> arguments);

    /** Runs one statement and tells how many rows it changed. */
    int update(String sql, @Nullable Object... arguments);

    /**
     * Runs one statement of which nobody needs the outcome, without waiting for it. Later statements see what it did; if it
     * fails, the transaction fails with it, at the latest when it is to be committed.
     */
    void send(String sql, @Nullable Object... arguments);

    /**
     * Runs after the commit, on the committing thread, and never if the transaction rolls back: to wake a worker. An
     * exception of it is logged and changes nothing.
     */
    void afterCommit(Runnable action);
}
