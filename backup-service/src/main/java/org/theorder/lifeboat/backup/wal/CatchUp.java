package org.theorder.lifeboat.backup.wal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.repository.wal.WalFetch;
import org.theorder.lifeboat.repository.wal.WalObject;
import org.theorder.lifeboat.repository.wal.WalSegment;

/**
 * Brings a region that was away up to where the stream is, out of a region that has the WAL. Read and checked whole
 * before it is put, so that damage does not spread.
 */
final class CatchUp {
    private final RegionLog from;
    private final RegionLog to;
    private final Lineage lineage;

    CatchUp(RegionLog from, RegionLog to, Lineage lineage) {
        this.from = from;
        this.to = to;
        this.lineage = lineage;
    }

    /** Copies the next segment, or what there is of it; the new position, or empty if the other region has nothing. */
    Optional<WalPosition> step(WalPosition position) {
        Optional<Lsn> left = lineage.endOf(position.timeline());
        if (left.isPresent() && !position.lsn().isBefore(left.get())) {
            return Optional.of(
                    new WalPosition(lineage.after(position.timeline()), left.get()).segmentStart(to.segmentBytes()));
        }
        WalSegment segment = WalSegment.containing(position.timeline(), position.lsn(), to.segmentBytes());
        try {
            Path folder = Files.createTempDirectory("lifeboat-wal-");
            Path file = folder.resolve(segment.name());
            try {
                return switch (from.reader().fetch(segment.name(), file)) {
                    case WalFetch.Fetched fetched -> put(segment, position, file, fetched.complete());
                    case WalFetch.Absent absent -> Optional.empty();
                };
            } finally {
                Files.deleteIfExists(file);
                Files.deleteIfExists(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a WAL segment could not be held in the temporary directory", e);
        }
    }

    private Optional<WalPosition> put(WalSegment segment, WalPosition position, Path file, boolean complete)
            throws IOException {
        ByteBuffer bytes = read(file);
        if (complete) {
            to.writer().put(WalObject.segment(segment, bytes));
            to.writer().removeSlices(segment);
            return Optional.of(new WalPosition(segment.timeline(), segment.end()));
        }
        Optional<Lsn> end = from.reader()
                .newestDurable(segment.timeline())
                .filter(durable ->
                        position.lsn().isBefore(durable) && !segment.end().isBefore(durable));
        end.ifPresent(durable -> to.writer()
                .put(WalObject.slice(
                        segment,
                        position.lsn(),
                        bytes.duplicate()
                                .limit((int) durable.minus(segment.start()))
                                .position((int) position.lsn().minus(segment.start()))
                                .slice())));
        return end.map(durable -> new WalPosition(segment.timeline(), durable));
    }

    private static ByteBuffer read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
        }
    }
}
