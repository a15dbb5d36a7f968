package org.theorder.lifeboat.notifier.delivery;

import org.theorder.lifeboat.notifier.incident.Telling;

/**
 * What is to be said about an incident, complete and never changed again: a retry says the same as the first attempt.
 *
 * @param cause see {@link Telling#cause()}
 * @param subject one line without control characters
 * @param messageId with its angle brackets; the same whoever composes it, so that a mailbox can recognise a duplicate
 */
public record Message(
        String incident,
        Telling.Kind kind,
        String cause,
        String subject,
        String text,
        String html,
        String messageId,
        boolean drill) {
    /**
     * True for what no other region owes: the tests of this one's channels, and alarms about its dead messages. Sent also
     * while another region is the one that tells people.
     */
    boolean isOfThisRegion() {
        return cause.equals(Canary.CAUSE) || cause.equals(Alarm.CAUSE);
    }
}
