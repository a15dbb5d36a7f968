package org.theorder.lifeboat.local.demo;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.local.suite.Folders;
import org.theorder.lifeboat.servers.Postmaster;

/** The primary region is gone: server, data and repository. */
final class Disaster {
    private Disaster() {}

    /**
     * kill -9 of the server with all of its children, then its data directory and the primary repository are deleted.
     *
     * @return the last moment before it
     */
    static Instant strike(Path dataDirectory, Path primaryRegion, Clock clock) {
        Postmaster shop = Postmaster.in(dataDirectory)
                .orElseThrow(() ->
                        new LifeboatException(ErrorCode.NOT_FOUND, "no PostgreSQL server runs in " + dataDirectory));
        Instant before = clock.instant();
        shop.killHard();
        Folders.delete(dataDirectory);
        Folders.delete(primaryRegion);
        return before;
    }
}
