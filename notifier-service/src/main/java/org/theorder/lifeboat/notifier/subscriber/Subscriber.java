package org.theorder.lifeboat.notifier.subscriber;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who asked to be told.
 *
 * @param recipient as the ledger names it, where no address stands; the same in every region that is told of it
 * @param secret signs what a webhook is sent; null for mail
 * @param confirmedAt null until then: nothing but the question is sent
 * @param disabled why nothing is sent any more; null while it is
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Subscriber(
        long id,
        String recipient,
        Wish wish,
        byte @Nullable [] secret,
        Instant createdAt,
        @Nullable Instant confirmedAt,
        @Nullable String disabled) {}
