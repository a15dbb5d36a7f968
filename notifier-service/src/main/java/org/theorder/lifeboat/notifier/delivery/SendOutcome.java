package org.theorder.lifeboat.notifier.delivery;

/** How an attempt ended. Texts are for people, in one line. */
public sealed interface SendOutcome {
    /** The other side has taken responsibility for it. */
    record Accepted(String reply) implements SendOutcome {}

    /**
     * Not now; the same attempt may succeed later. If the result is unknown, the other side may have it already: it will
     * be sent again with the same message id.
     */
    record Later(String reason) implements SendOutcome {}

    /** Never: the other side said that trying again is pointless. */
    record Refused(String reason) implements SendOutcome {}

    /** Another notifier has taken over; whoever holds the row now decides. */
    record PassedOn() implements SendOutcome {}
}
