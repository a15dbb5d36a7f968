package org.theorder.lifeboat.notifier.delivery;

import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way to one recipient, claimed for one attempt.
 *
 * @param sequence place among the messages about this incident to this recipient, from 1
 * @param inReplyTo the message id of the first of them; null for the first
 * @param enqueuedAt since when it is owed; since it was asked for again, if it was
 * @param attempts which attempt this is, from 1
 * @param epoch the lease epoch under which it was claimed
 */
public record Delivery(
        long id,
        String channel,
        String recipient,
        int sequence,
        Message message,
        @Nullable String inReplyTo,
        Instant enqueuedAt,
        int attempts,
        long epoch) {
    private static final Pattern NAME = Pattern.compile("s[0-9a-f]{32}");

    /** True for a subscriber whom the other regions know under the same name; the ledger gives the others a number. */
    public boolean isToSharedSubscriber() {
        return NAME.matcher(recipient).matches();
    }
}
