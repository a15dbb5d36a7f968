package org.theorder.lifeboat.notifier.http;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;

/**
 * Where a request goes.
 *
 * @param insideAllowed true if the address may be one of our own network, or this host
 */
public record Destination(URI url, boolean insideAllowed) {
    /**
     * Looks its name up, once: whoever connects then uses these addresses and no name, so that a name which means something
     * else a moment later (DNS rebinding) leads nowhere. One address inside is enough to refuse all: a name that points
     * there is the usual way to reach what is not public.
     *
     * @throws UnknownHostException if the name cannot be resolved now
     */
    public Route route(NameService names) throws UnknownHostException {
        List<InetAddress> addresses = names.lookUp(url.getHost());
        Optional<InetAddress> inside = insideAllowed
                ? Optional.empty()
                : addresses.stream().filter(SpecialAddresses::contain).findFirst();
        return inside.<Route>map(address -> new Route.Inside(url.getHost() + " is " + address.getHostAddress()
                        + ", an address inside; allow-inside=true of this recipient permits it"))
                .orElseGet(() -> new Route.Open(addresses));
    }
}
