package org.theorder.lifeboat.events;

import java.time.Instant;

/**
 * A message to people was accepted by the other side, so a region that takes over later need not send it.
 *
 * @param region whose notifier sent it
 * @param about the incident, or what else the message is about
 * @param channel for example {@code mail}
 * @param recipient as the ledger names it
 * @param cause names the message among those about the same: {@code opened}, {@code updated-4}, {@code resolved-5}
 * @param reply what the other side said
 */
public record MessageDelivered(
        RegionName region, String about, String channel, String recipient, String cause, String reply, Instant at) {}
