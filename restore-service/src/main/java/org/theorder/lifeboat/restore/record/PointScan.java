package org.theorder.lifeboat.restore.record;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.repository.backup.Interruption;
import org.theorder.lifeboat.repository.storage.FileErrors;
import org.theorder.lifeboat.repository.wal.WalSegment;
import org.theorder.lifeboat.restore.wal.WalFile;
import org.theorder.lifeboat.restore.wal.WalSource;

/** Looks for points in a stretch of WAL, straight from the repository. Disk: a few segments in the temporary directory. */
public final class PointScan {
    private static final int THREADS = 2;
    private static final int AHEAD = 3;
    private static final int PAGES_AT_A_TIME = 32;

    private final WalSource source;
    private final int majorVersion;

    /** @param majorVersion of the server that wrote the WAL */
    public PointScan(WalSource source, int majorVersion) {
        this.source = source;
        this.majorVersion = majorVersion;
    }

    /**
     * Hands out every point whose record lies wholly in these segments, in order.
     *
     * @param segments as recovery reads them, without a gap
     * @param until where the WAL ends
     * @throws LifeboatException what made a segment unreadable; TIMED_OUT if interrupted
     */
    public void scan(List<WalSegment> segments, Lsn until, Consumer<PointRecord> points) {
        Path folder = folder();
        WalRecords records = new WalRecords(majorVersion, points);
        ExecutorService threads = Executors.newFixedThreadPool(
                THREADS, Thread.ofPlatform().daemon().name("point-scan-", 0).factory());
        try {
            Deque<Future<Path>> ahead = new ArrayDeque<>();
            Iterator<WalSegment> toFetch = segments.iterator();
            for (WalSegment segment : segments) {
                while (ahead.size() < AHEAD && toFetch.hasNext()) {
                    WalSegment next = toFetch.next();
                    ahead.add(threads.submit(() -> fetched(next, folder)));
                }
                Path file = ahead.remove().get();
                read(file, segment, until, records);
                Files.delete(file);
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof LifeboatException known
                    ? known
                    : new LifeboatException(ErrorCode.INTERNAL, "searching the WAL failed: " + e.getCause(), e);
        } catch (InterruptedException e) {
            throw Interruption.of(e);
        } catch (IOException e) {
            throw FileErrors.explained("searching the WAL in " + folder, e);
        } finally {
            threads.shutdownNow();
            threads.close();
            remove(folder);
        }
    }

    private Path fetched(WalSegment segment, Path folder) throws InterruptedException {
        Path file = folder.resolve(segment.name());
        source.fetch(new WalFile.Segment(segment.name()), file);
        return file;
    }

    private static void read(Path file, WalSegment segment, Lsn until, WalRecords records) throws IOException {
        ByteBuffer pages = ByteBuffer.allocate(PAGES_AT_A_TIME * WalRecords.PAGE);
        try (FileChannel channel = FileChannel.open(file)) {
            Lsn position = segment.start();
            while (channel.read(pages.clear()) > 0) {
                for (int at = 0; at + WalRecords.PAGE <= pages.position(); at += WalRecords.PAGE) {
                    if (records.page(pages.slice(at, WalRecords.PAGE), position, segment.bytes(), until)) {
                        return;
                    }
                    position = position.plus(WalRecords.PAGE);
                }
            }
        }
    }

    private static Path folder() {
        try {
            return Files.createTempDirectory("lifeboat-points-");
        } catch (IOException e) {
            throw FileErrors.explained("making a temporary directory for WAL", e);
        }
    }

    private static void remove(Path folder) {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw FileErrors.explained("removing " + folder, e);
        }
    }
}
