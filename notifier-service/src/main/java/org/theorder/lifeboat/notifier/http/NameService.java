package org.theorder.lifeboat.notifier.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Looks names up. */
@FunctionalInterface
public interface NameService {
    /** That of this host. */
    NameService SYSTEM = new SystemNames();

    /**
     * Never empty.
     *
     * @param host a name, or an address as a URL has it
     */
    List<InetAddress> lookUp(String host) throws UnknownHostException;
}
