package org.theorder.lifeboat.backup.replication;

import java.nio.ByteBuffer;
import java.util.List;
import org.theorder.lifeboat.events.Lsn;

/** Takes a base backup as it comes. Called by one thread; blocking here slows the server down, which is the point. */
public interface BaseBackupSink {
    /** The checkpoint is done and data follows. */
    void started(Lsn startLsn, int timeline, List<Tablespace> tablespaces);

    /**
     * The bytes that follow belong to this tar archive.
     *
     * @param name {@code base.tar} or {@code <oid>.tar}
     * @param location of the tablespace; empty for the data directory
     */
    void archive(String name, String location);

    /** Tar bytes; the buffer is only valid during the call. */
    void data(ByteBuffer bytes);

    /** The bytes of the backup manifest follow; comes after all archives. */
    void manifest();

    /** Bytes of the manifest; the buffer is only valid during the call. */
    void manifestData(ByteBuffer bytes);

    /** The server has sent so many bytes by its own count. */
    void progress(long bytes);

    /** Everything was sent; WAL up to here is needed to make it consistent. */
    void finished(Lsn stopLsn, int timeline);
}
