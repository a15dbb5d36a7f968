package org.theorder.lifeboat.notifier.http;

import java.net.InetAddress;
import java.util.List;

/** What the name of a {@link Destination} stands for at one moment. */
public sealed interface Route {
    /** @param addresses each of which may be asked, in the order in which to try them; never empty */
    record Open(List<InetAddress> addresses) implements Route {}

    /** @param why it must not be asked, for people */
    record Inside(String why) implements Route {}
}
