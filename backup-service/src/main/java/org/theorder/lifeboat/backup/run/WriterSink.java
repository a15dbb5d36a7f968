package org.theorder.lifeboat.backup.run;

import io.micrometer.core.instrument.Counter;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.backup.cluster.Cluster;
import org.theorder.lifeboat.backup.cluster.ServerIdentity;
import org.theorder.lifeboat.backup.replication.BaseBackupSink;
import org.theorder.lifeboat.backup.replication.Tablespace;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.repository.backup.Archive;
import org.theorder.lifeboat.repository.backup.BackupBeginning;
import org.theorder.lifeboat.repository.backup.BackupEnd;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.repository.backup.BackupWriter;
import org.theorder.lifeboat.repository.backup.SealedBackup;
import org.theorder.lifeboat.repository.backup.WriterProgress;
import org.theorder.lifeboat.repository.backup.WriterSettings;
import org.theorder.lifeboat.repository.manifest.ChecksumAlgorithm;
import org.theorder.lifeboat.repository.storage.Storage;

/** Passes what the server sends on to the repository. */
final class WriterSink implements BaseBackupSink, AutoCloseable {
    private static final WriterProgress NOTHING = new WriterProgress(0, 0, 0, 0);

    private final Cluster cluster;
    private final ServerIdentity server;
    private final @Nullable BackupMarker parent;
    private final boolean dataChecksums;
    private final BackupId backup;
    private final Instant startedAt;
    private final List<Storage> regions;
    private final WriterSettings settings;
    private final ProgressMeter meter;
    private final Counter streamed;
    private final Clock clock;
    private volatile @Nullable BackupWriter writer;
    private @Nullable BackupEnd end;
    private Lsn startLsn = Lsn.ZERO;
    private int timeline;

    WriterSink(
            Cluster cluster,
            ServerIdentity server,
            @Nullable BackupMarker parent,
            boolean dataChecksums,
            BackupId backup,
            Instant startedAt,
            List<Storage> regions,
            WriterSettings settings,
            ProgressMeter meter,
            Counter streamed,
            Clock clock) {
        this.cluster = cluster;
        this.server = server;
        this.parent = parent;
        this.dataChecksums = dataChecksums;
        this.backup = backup;
        this.startedAt = startedAt;
        this.regions = regions;
        this.settings = settings;
        this.meter = meter;
        this.streamed = streamed;
        this.clock = clock;
    }

    @Override
    public void started(Lsn start, int startTimeline, List<Tablespace> tablespaces) {
        startLsn = start;
        timeline = startTimeline;
        if (parent == null) {
            meter.total(
                    tablespaces.stream().mapToLong(Tablespace::estimatedBytes).sum());
        } else {
            meter.expectFiles(parent.files());
        }
        writer = BackupWriter.begin(
                new BackupBeginning(
                        backup,
                        server.keys(cluster.name()),
                        parent == null ? BackupKind.FULL : BackupKind.INCREMENTAL,
                        parent == null ? null : parent.backup(),
                        server.version().number(),
                        server.segmentBytes(),
                        startTimeline,
                        start,
                        startedAt,
                        ChecksumAlgorithm.CRC32C,
                        dataChecksums),
                regions,
                settings,
                clock);
    }

    @Override
    public void archive(String name, String location) {
        writer().beginArchive(Archive.ofServer(name, location));
    }

    @Override
    public void data(ByteBuffer bytes) {
        streamed.increment(bytes.remaining());
        writer().write(bytes);
    }

    @Override
    public void manifest() {
        // its bytes follow, and the writer knows what to do with them
    }

    @Override
    public void manifestData(ByteBuffer bytes) {
        writer().writeManifest(bytes);
    }

    @Override
    public void progress(long bytes) {
        // we count ourselves what has come
    }

    @Override
    public void finished(Lsn stopLsn, int stopTimeline) {
        end = new BackupEnd(stopTimeline, stopLsn);
    }

    SealedBackup seal() {
        BackupEnd known = end;
        if (known == null) {
            throw new LifeboatException(ErrorCode.INTERNAL, "a backup was to be sealed before it had ended");
        }
        return writer().seal(known);
    }

    Lsn startLsn() {
        return startLsn;
    }

    int timeline() {
        return timeline;
    }

    WriterProgress progress() {
        BackupWriter known = writer;
        return known == null ? NOTHING : known.progress();
    }

    private BackupWriter writer() {
        BackupWriter known = writer;
        if (known == null) {
            throw new LifeboatException(ErrorCode.PROTOCOL_BROKEN, "the server sent a backup before it had begun");
        }
        return known;
    }

    @Override
    public void close() {
        BackupWriter known = writer;
        if (known != null) {
            known.close();
        }
    }
}
