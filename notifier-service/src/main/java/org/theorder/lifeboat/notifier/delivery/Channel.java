package org.theorder.lifeboat.notifier.delivery;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import org.theorder.lifeboat.outbox.Transaction;

/** A way to reach people. */
public interface Channel {
    /** As the ledger names it, for example {@code mail}. */
    String name();

    /** How often it may be tried; empty for no limit. */
    default Optional<RateLimit> rateLimit() {
        return Optional.empty();
    }

    /**
     * Whether each recipient is a server of its own. Then one that hangs holds up no other: it is asked one thing at a time,
     * and many are asked at once.
     */
    default boolean asksManyServers() {
        return false;
    }

    /**
     * Of channels to the public: a recipient that refused the messages about so many incidents in a row is sent nothing any
     * more, and nobody is alarmed by that. Empty where every message must arrive, or somebody must know.
     */
    default OptionalInt refusalsTolerated() {
        return OptionalInt.empty();
    }

    /**
     * Whether somebody must know that this message is dead. Of channels to the public, where it is our side that failed:
     * nobody is alarmed by what anybody outside can bring about.
     */
    default boolean mustBeKnown(Delivery dead) {
        return refusalsTolerated().isEmpty();
    }

    /** A recipient is sent nothing any more, or something again; in the transaction that notes it. */
    default void recipientChanged(Transaction tx, String recipient) {}

    /**
     * Tries once, within a limit of time, and ends soon when the thread is interrupted.
     *
     * @param stillOurs asks whether the attempt is still this process'; to be asked at the last moment at which it can be
     *     given up, so that a process that was paused for long does not send what another one sent meanwhile
     */
    SendOutcome send(Delivery delivery, BooleanSupplier stillOurs);
}
