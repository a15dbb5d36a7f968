package org.theorder.lifeboat.notifier.delivery;

import java.time.Duration;

/** How an attempt ended. Texts are for people, in one line. */
public sealed interface SendOutcome {
    /** The other side has taken responsibility for it. */
    record Accepted(String reply) implements SendOutcome {}

    /**
     * Not now; the same attempt may succeed later. If the result is unknown, the other side may have it already: it will
     * be sent again with the same message id.
     *
     * @param notBefore how long the other side asks to be left alone; zero if it does not
     * @param perhapsTaken true if nobody knows whether the other side has it
     */
    record Later(String reason, Duration notBefore, boolean perhapsTaken) implements SendOutcome {}

    /**
     * Never: the other side said that trying again is pointless.
     *
     * @param recipient true if it was this recipient who was refused, and not the message
     */
    record Refused(String reason, boolean recipient) implements SendOutcome {
        public Refused(String reason) {
            this(reason, false);
        }
    }

    /** Never: it was tried for too long. That says nothing about the recipient. */
    record GivenUp(String reason) implements SendOutcome {}

    /** Never, and nothing else either: the recipient says that it is gone. */
    record Gone(String reason) implements SendOutcome {}

    /** Never, and that is well: nobody wants it any more. */
    record Withdrawn(String reason) implements SendOutcome {}

    /** Another notifier has taken over; whoever holds the row now decides. */
    record PassedOn() implements SendOutcome {}

    /** Later, as soon as the retry policy says. */
    static Later later(String reason) {
        return new Later(reason, Duration.ZERO, false);
    }

    /** Later, and with the same id, because the other side may have it already. */
    static Later unknown(String reason) {
        return new Later(reason, Duration.ZERO, true);
    }
}
