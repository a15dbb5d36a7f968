package org.theorder.lifeboat.backup.replication;

import java.nio.ByteBuffer;
import java.time.Instant;
import org.theorder.lifeboat.events.Lsn;

/** Takes WAL as it comes. Called by the one thread that runs the stream. */
public interface WalSink {
    /** Bytes that follow directly on the ones before; the buffer is only valid during the call. */
    void wal(Lsn start, ByteBuffer bytes);

    /**
     * The message whose bytes were just passed on told this.
     *
     * @param serverFlushed how far the server's own disk was just before {@code sentAt}
     * @param sentAt the server's clock
     */
    void sent(Lsn serverFlushed, Instant sentAt);

    /**
     * A keepalive.
     *
     * @param sentUpTo how far this stream had been sent; says nothing about WAL that the server has flushed since
     * @param replyWanted the server waits for a status, for example before it shuts down
     */
    void keepalive(Lsn sentUpTo, Instant sentAt, boolean replyWanted);
}
