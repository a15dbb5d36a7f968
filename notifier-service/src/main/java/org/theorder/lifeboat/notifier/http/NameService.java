package org.theorder.lifeboat.notifier.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Looks names up. */
@FunctionalInterface
public interface NameService {
    /** That of this host, as {@code /etc/nsswitch.conf} says. */
    NameService SYSTEM = host -> List.of(InetAddress.getAllByName(host));

    /**
     * Never empty.
     *
     * @param host a name, or an address as a URL has it
     */
    List<InetAddress> lookUp(String host) throws UnknownHostException;
}
