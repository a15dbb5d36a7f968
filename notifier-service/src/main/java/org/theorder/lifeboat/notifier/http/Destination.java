package org.theorder.lifeboat.notifier.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where a request goes.
 *
 * @param insideAllowed true if the address may be one of our own network, or this host
 */
public record Destination(URI url, boolean insideAllowed) {
    /**
     * Refuses addresses that lead inside: a name that points there is the usual way to reach what is not public. The JVM
     * keeps what it resolved for half a minute, so that the connection that follows goes where this looked.
     *
     * @return why not; null if it may be asked
     * @throws IOException if the name cannot be resolved now
     */
    public @Nullable String refusal() throws IOException {
        if (insideAllowed) {
            return null;
        }
        for (InetAddress address : InetAddress.getAllByName(url.getHost())) {
            if (isInside(address)) {
                return url.getHost() + " is " + address.getHostAddress()
                        + ", an address inside; allow-inside=true of this recipient permits it";
            }
        }
        return null;
    }

    /** Everything that is no public unicast address (IANA special-purpose registries, RFC 6890). */
    static boolean isInside(InetAddress address) {
        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return true;
        }
        byte[] bytes = address.getAddress();
        int first = bytes[0] & 0xFF;
        int second = bytes[1] & 0xFF;
        if (bytes.length == 4) {
            return first == 0
                    || first >= 240
                    || (first == 100 && second >= 64 && second < 128)
                    || (first == 192 && second == 0)
                    || (first == 198 && (second == 18 || second == 19));
        }
        // unique local fc00::/7, NAT64 64:ff9b::/96, and 6to4 2002::/16, which carry an IPv4 address
        return (first & 0xFE) == 0xFC || (first == 0 && second == 0x64) || (first == 0x20 && second == 0x02);
    }
}
