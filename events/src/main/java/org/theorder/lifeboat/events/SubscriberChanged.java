package org.theorder.lifeboat.events;

import java.time.Instant;

/**
 * Somebody subscribed to the status page, wishes something else, is not reached any more, or left. Nothing here tells who:
 * address and wishes are sealed for the notifiers of the other regions.
 *
 * @param version a reader keeps the highest, and of two with the same number that of the region whose name sorts last
 * @param region where it happened
 * @param left true if the subscription has ended; the address is to be deleted then, and is not sealed in this either
 * @param sealed Base64 of a nonce of 12 bytes, a content encrypted with AES-256-GCM, and its tag of 16 bytes, with the other
 *     fields as associated data
 */
public record SubscriberChanged(
        SubscriberName subscriber, long version, RegionName region, boolean left, String sealed, Instant at) {}
