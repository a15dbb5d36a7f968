package org.theorder.lifeboat.backup.replication;

import org.theorder.lifeboat.events.Lsn;

/** How a WAL stream came to its orderly end. */
public sealed interface StreamEnd {
    /** The server has left this timeline; the next one begins at {@code switchPoint}. */
    record TimelineEnded(int nextTimeline, Lsn switchPoint) implements StreamEnd {}

    /** The server shuts down and has sent everything that it had. */
    record ServerStopped() implements StreamEnd {}
}
