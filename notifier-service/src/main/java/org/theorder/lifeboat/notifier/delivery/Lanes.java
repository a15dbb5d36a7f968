package org.theorder.lifeboat.notifier.delivery;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Every channel has a lane of its own, so that one that hangs, or may not be asked for a while, holds up no other. */
final class Lanes {
    private final Map<String, Lane> byChannel = new TreeMap<>();

    Lanes(Collection<Channel> channels, DeliverySettings settings) {
        Set<String> toSubscribers = channels.stream()
                .filter(channel -> channel.refusalsTolerated().isPresent())
                .map(Channel::name)
                .collect(Collectors.toUnmodifiableSet());
        Set<String> toTeams = channels.stream()
                .filter(channel -> !toSubscribers.contains(channel.name()))
                .flatMap(channel -> channel.rateLimit().stream())
                .map(RateLimit::side)
                .collect(Collectors.toUnmodifiableSet());
        Map<String, RateWindow> windows = new HashMap<>();
        for (Channel channel : channels) {
            RateLimit limit = channel.rateLimit().orElse(null);
            boolean apart = channel.asksManyServers();
            int parallel = apart ? settings.parallelServers() : settings.parallel();
            if (limit == null) {
                byChannel.put(channel.name(), new Lane(parallel, null, 0, apart));
            } else {
                RateWindow window = windows.computeIfAbsent(limit.side(), _ -> new RateWindow(limit));
                int atOnce = Math.clamp(limit.most() / 2, 1, parallel);
                // however many subscribers there are, they leave as much as the teams can send at once
                boolean shared = toSubscribers.contains(channel.name()) && toTeams.contains(limit.side());
                byChannel.put(channel.name(), new Lane(atOnce, window, shared ? atOnce : 0, apart));
            }
        }
    }

    /**
     * Where attempts may begin now.
     *
     * @param inCharge false while another region tells people: then this one tells the subscribers whom nobody else knows,
     *     and tests its channels
     */
    List<Opening> open(Instant now, boolean inCharge) {
        return byChannel.entrySet().stream()
                .map(lane -> new Opening(
                        lane.getKey(),
                        lane.getValue().room(now),
                        lane.getValue().isApart(),
                        !inCharge))
                .filter(opening -> opening.room() > 0)
                .toList();
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
