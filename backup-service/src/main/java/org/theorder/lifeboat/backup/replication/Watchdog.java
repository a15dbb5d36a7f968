package org.theorder.lifeboat.backup.replication;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Closes sockets that have waited too long. A blocking channel has no timeout of its own, and a host that vanished
 * sends nothing, not even an end; one thread watches all of them.
 */
final class Watchdog {
    private static final long ROUND_NANOS = 200_000_000L;
    private static final Set<Transport> WATCHED = ConcurrentHashMap.newKeySet();

    static {
        Thread.ofPlatform().daemon().name("replication-watchdog").start(Watchdog::watch);
    }

    private Watchdog() {}

    static void add(Transport transport) {
        WATCHED.add(transport);
    }

    static void remove(Transport transport) {
        WATCHED.remove(transport);
    }

    private static void watch() {
        while (true) {
            LockSupport.parkNanos(ROUND_NANOS);
            long now = System.nanoTime();
            WATCHED.forEach(transport -> transport.abortIfOverdue(now));
        }
    }
}
