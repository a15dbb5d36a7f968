package org.theorder.lifeboat.events;

import java.time.Instant;
import java.util.List;

/**
 * The same message was sent to many subscribers, so a region that takes over later need not send it to these.
 *
 * @param region whose notifier sent it
 * @param about the incident, or the maintenance
 * @param channel for example {@code subscriber-mail}
 * @param cause names the message among those about the same: {@code opened}, {@code updated-4}, {@code resolved-5}
 * @param accepted for whom the other side has accepted it
 * @param refused whose address has refused it for good
 */
public record BulletinDelivered(
        RegionName region,
        String about,
        String channel,
        String cause,
        List<SubscriberName> accepted,
        List<SubscriberName> refused,
        Instant at) {}
