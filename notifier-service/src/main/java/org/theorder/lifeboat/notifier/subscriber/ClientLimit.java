package org.theorder.lifeboat.notifier.subscriber;

import jakarta.enterprise.context.ApplicationScoped;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts the forms of each client in an hour; of IPv6 a client is a network of 64 bits, because anybody has as many
 * addresses as they like. Remembers only the newest clients, so that it cannot be used to fill the memory.
 */
@ApplicationScoped
class ClientLimit {
    private static final int CLIENTS = 10_000;
    private static final int NETWORK_BYTES = 8;
    private static final Duration WINDOW = Duration.ofHours(1);

    private final Clock clock;
    private final int allowed;
    private final Map<String, Forms> clients = new LinkedHashMap<>();

    private record Forms(Instant since, int count) {}

    ClientLimit(SubscriberSettings settings, Clock clock) {
        this.clock = clock;
        this.allowed = settings.formsPerClient();
    }

    /** Counts one more; false if it is one too many. */
    synchronized boolean allows(String ip) {
        String client = client(ip);
        Instant now = clock.instant();
        Forms known = clients.remove(client);
        Forms before = known == null || Duration.between(known.since(), now).compareTo(WINDOW) >= 0
                ? new Forms(now, 0)
                : known;
        clients.put(client, new Forms(before.since(), before.count() + 1));
        if (clients.size() > CLIENTS) {
            clients.remove(clients.keySet().iterator().next());
        }
        return before.count() < allowed;
    }

    private static String client(String ip) {
        try {
            return InetAddress.ofLiteral(ip) instanceof Inet6Address network
                    ? HexFormat.of().formatHex(Arrays.copyOf(network.getAddress(), NETWORK_BYTES))
                    : ip;
        } catch (IllegalArgumentException e) {
            return ip;
        }
    }
}
