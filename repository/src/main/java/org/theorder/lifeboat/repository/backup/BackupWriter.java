package org.theorder.lifeboat.repository.backup;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.List;
import org.theorder.lifeboat.repository.storage.Storage;

/**
 * Takes a base backup as PostgreSQL streams it and puts it into all regions. Used by one thread:
 *
 * <pre>{@code
 * try (BackupWriter writer = BackupWriter.begin(beginning, regions, WriterSettings.defaults(), clock)) {
 *     writer.beginArchive(Archive.ofServer("base.tar", ""));  // type byte n
 *     writer.write(bytes);                                     // type byte d
 *     writer.writeManifest(bytes);                             // type byte m
 *     SealedBackup sealed = writer.seal(new BackupEnd(timeline, stopLsn));
 *     sealed.commit(sealed.regions());                         // when the WAL up to stopLsn is durable there
 * }
 * }</pre>
 */
public final class BackupWriter implements AutoCloseable {
    private BackupWriter() {}

    /**
     * @param regions where the backup goes; a region that fails is dropped from the backup, which goes on while one is left
     */
    public static BackupWriter begin(
            BackupBeginning beginning, List<Storage> regions, WriterSettings settings, Clock clock) {
        return pending();
    }

    /** The server begins the next archive; ends the one before. */
    public void beginArchive(Archive archive) {
        pending();
    }

    /**
     * Takes tar bytes of the current archive, copied before this returns; blocks while the regions are slower than the
     * server.
     *
     * @throws org.theorder.lifeboat.events.LifeboatException CORRUPT if the stream is not what PostgreSQL sends, or the
     *     first region's error when no region is left
     */
    public void write(ByteBuffer bytes) {
        pending();
    }

    /** Takes bytes of PostgreSQL's manifest, which comes after the last archive. */
    public void writeManifest(ByteBuffer bytes) {
        pending();
    }

    /**
     * Ends the stream: waits for all parts, checks every file against the manifest, writes index and manifest.
     *
     * @throws org.theorder.lifeboat.events.LifeboatException CORRUPT if anything differs from the manifest
     */
    public SealedBackup seal(BackupEnd end) {
        return pending();
    }

    /** May be asked by any thread at any time. */
    public WriterProgress progress() {
        return pending();
    }

    /** Ends the threads and frees the buffers; without {@link #seal} only unreferenced objects are left. */
    @Override
    public void close() {
        pending();
    }

    @SuppressWarnings({"TypeParameterUnusedInFormals", "UnusedVariable"}) // stub; goes away when this is built
    private static <T> T pending() {
        throw new UnsupportedOperationException("being built");
    }
}
