package org.theorder.lifeboat.repository.backup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.compression.FrameOutput;
import org.theorder.lifeboat.repository.encryption.Encoding;
import org.theorder.lifeboat.repository.encryption.Encryption;
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
    /** Index and manifest are small beside the data and are read again and again. */
    private static final int DOCUMENT_LEVEL = 6;

    /** The manifest of some ten million files. */
    private static final long LARGEST_MANIFEST = 2L * 1024 * 1024 * 1024;

    private final BackupBeginning beginning;
    private final Clock clock;
    private final Encryption encryption;
    private final RegionSet regions;
    private final PartPipeline pipeline;
    private final StreamRecorder recorder;
    private final FrameOutput manifest = new FrameOutput(DOCUMENT_LEVEL);
    private final AtomicLong receivedBytes = new AtomicLong();
    private final AtomicLong receivedFiles = new AtomicLong();

    private BackupWriter(BackupBeginning beginning, RegionSet regions, WriterSettings settings, Clock clock) {
        this.beginning = beginning;
        this.clock = clock;
        this.encryption = settings.encryption();
        this.regions = regions;
        this.pipeline = new PartPipeline(beginning.id(), beginning.keys(), regions, settings);
        this.recorder = new StreamRecorder(pipeline, settings.partBytes(), beginning.manifestChecksums());
    }

    /**
     * @param regions where the backup goes; a region that fails is dropped from the backup, which goes on while one is left
     */
    public static BackupWriter begin(
            BackupBeginning beginning, List<Storage> regions, WriterSettings settings, Clock clock) {
        return new BackupWriter(
                beginning, new RegionSet(beginning.id(), regions, settings.putTimeout()), settings, clock);
    }

    /** The server begins the next archive; ends the one before. */
    public void beginArchive(Archive archive) {
        pipeline.check();
        recorder.beginArchive(archive);
    }

    /**
     * Takes tar bytes of the current archive, copied before this returns; blocks while the regions are slower than the
     * server.
     *
     * @throws LifeboatException CORRUPT if the stream is not what PostgreSQL sends, or the first region's error when no
     *     region is left
     */
    public void write(ByteBuffer bytes) {
        pipeline.check();
        receivedBytes.addAndGet(bytes.remaining());
        recorder.write(bytes);
        receivedFiles.setPlain(recorder.files().size());
    }

    /** Takes bytes of PostgreSQL's manifest, which comes after the last archive. */
    public void writeManifest(ByteBuffer bytes) {
        recorder.endArchive();
        manifest.write(bytes);
        if (manifest.rawBytes() > LARGEST_MANIFEST) {
            throw new LifeboatException(ErrorCode.CORRUPT, "the server's manifest does not end");
        }
    }

    /**
     * Ends the stream: checks every file against the manifest, waits for all parts, writes index and manifest.
     *
     * @throws LifeboatException CORRUPT if anything differs from the manifest
     */
    public SealedBackup seal(BackupEnd end) {
        recorder.endArchive();
        FrameOutput.Frame manifestFrame = manifest.finish();
        new BackupChecks(beginning, end).run(recorder, manifestFrame);
        BackupIndex index = recorder.index(beginning, pipeline.awaitAll());
        FrameOutput.Frame indexFrame = compressed(index, encryption.encoding());
        regions.put(beginning.keys().manifest(beginning.id()), manifestFrame.content());
        regions.put(beginning.keys().index(beginning.id()), indexFrame.content());
        ParentStart incrementalFrom =
                BackupLabel.parse(recorder.kept(BackupLabel.PATH)).incrementalFrom();
        return new SealedBackup(
                beginning, incrementalFrom, end, index, indexFrame, manifestFrame, regions, encryption, clock);
    }

    private static FrameOutput.Frame compressed(BackupIndex index, Encoding encoding) {
        try (FrameOutput output = new FrameOutput(DOCUMENT_LEVEL)) {
            IndexJson.write(index, encoding, output);
            return output.finish();
        } catch (IOException e) {
            throw new UncheckedIOException("the index cannot be written to memory", e);
        }
    }

    /** May be asked by any thread at any time. */
    public WriterProgress progress() {
        return new WriterProgress(
                receivedBytes.get(), pipeline.durableTarBytes(), pipeline.durableStoredBytes(), receivedFiles.get());
    }

    /** Ends the threads and frees the buffers; without a commit only unreferenced objects are left. */
    @Override
    public void close() {
        pipeline.close();
        manifest.close();
    }
}
