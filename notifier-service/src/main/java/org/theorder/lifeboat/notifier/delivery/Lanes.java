package org.theorder.lifeboat.notifier.delivery;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** Every channel has a lane of its own, so that one that hangs, or may not be asked for a while, holds up no other. */
final class Lanes {
    private final Map<String, Lane> byChannel = new TreeMap<>();

    Lanes(Collection<Channel> channels, int parallel) {
        channels.forEach(channel -> byChannel.put(
                channel.name(), new Lane(parallel, channel.rateLimit().orElse(null))));
    }

    /** The channels over which an attempt may begin now. */
    String[] open(Instant now) {
        return byChannel.entrySet().stream()
                .filter(lane -> lane.getValue().isOpen(now))
                .map(Map.Entry::getKey)
                .toArray(String[]::new);
    }

    /** An attempt over this channel begins; it ends with {@link Lane#end}. */
    Lane begin(Delivery delivery, Instant now) {
        Lane lane = byChannel.get(delivery.channel());
        if (lane == null) {
            throw new IllegalArgumentException("there is no channel " + delivery.channel());
        }
        lane.begin(now);
        return lane;
    }
}
