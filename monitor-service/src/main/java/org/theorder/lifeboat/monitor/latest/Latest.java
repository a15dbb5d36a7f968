package org.theorder.lifeboat.monitor.latest;

import java.time.Instant;

/**
 * The newest event about a thing.
 *
 * @param key the thing, for example {@code shop} or {@code shop/full}
 * @param at when the sender says it happened
 * @param receivedAt when we handled it, by our clock
 * @param firstAt when we handled the first one about this thing
 */
public record Latest<E>(String key, Instant at, Instant receivedAt, Instant firstAt, E event) {}
