package org.theorder.lifeboat.repository.restore;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.backup.IndexedFile;
import org.theorder.lifeboat.repository.backup.IndexedPart;
import org.theorder.lifeboat.repository.backup.Interruption;
import org.theorder.lifeboat.repository.compression.FrameDecompressor;
import org.theorder.lifeboat.repository.manifest.ChecksumAlgorithm;

/** Takes all parts of a backup once, on several threads, and hands every piece to where it belongs, checked. */
final class PartRun {
    private final BackupContents contents;
    private final PartSource source;
    private final ReadProgress progress;
    private final Function<ExpectedFile, FileWriter> writers;
    private final int workers;
    private final List<List<Piece>> pieces = new ArrayList<>();
    private final AtomicInteger nextPart = new AtomicInteger();
    private final AtomicLong bytesDone = new AtomicLong();
    private final long bytesTotal;
    private volatile @Nullable RuntimeException failure;

    /** @param writers opens a file for one piece of it */
    PartRun(
            BackupContents contents,
            PartSource source,
            ReaderSettings settings,
            ReadProgress progress,
            Function<ExpectedFile, FileWriter> writers) {
        this.contents = contents;
        this.source = source;
        this.progress = progress;
        this.writers = writers;
        this.workers = inAnyOrder(contents) ? settings.workers() : 1;
        this.bytesTotal = contents.index().sizeBytes();
        contents.index().parts().forEach(part -> pieces.add(new ArrayList<>()));
        contents.files().forEach(this::addPieces);
        pieces.forEach(inPart ->
                inPart.sort(Comparator.comparingLong(piece -> piece.segment().offset())));
    }

    private void addPieces(ExpectedFile file) {
        FileCheck check = new FileCheck(file);
        List<IndexedFile.Segment> segments = file.indexed().segments();
        for (int number = 0; number < segments.size(); number++) {
            pieces.get(segments.get(number).part()).add(new Piece(check, number));
        }
    }

    /** SHA-2 cannot be computed piece by piece in any order; then one thread takes the parts as they come. */
    private static boolean inAnyOrder(BackupContents contents) {
        ChecksumAlgorithm algorithm = contents.marker().manifestChecksums();
        return algorithm == ChecksumAlgorithm.CRC32C || algorithm == ChecksumAlgorithm.NONE;
    }

    /**
     * Returns when every part has been taken and every thread has ended.
     *
     * @throws LifeboatException the first failure
     */
    void run() {
        progress.reached(0, bytesTotal);
        takeEmptyFiles();
        List<Thread> threads = new ArrayList<>();
        for (int number = 1; number <= workers; number++) {
            threads.add(Thread.ofPlatform()
                    .daemon()
                    .name("read-" + contents.marker().backup() + "-" + number)
                    .start(this::work));
        }
        awaitEnd(threads);
        RuntimeException failed = failure;
        if (failed != null) {
            throw failed;
        }
    }

    /** Also when interrupted: the caller may remove the files, so nobody may write them any more. */
    private void awaitEnd(List<Thread> threads) {
        boolean interrupted = false;
        while (threads.stream().anyMatch(Thread::isAlive)) {
            try {
                for (Thread thread : threads) {
                    thread.join();
                }
            } catch (InterruptedException e) {
                interrupted = true;
                fail(Interruption.explained(e));
                threads.forEach(Thread::interrupt);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void takeEmptyFiles() {
        for (ExpectedFile file : contents.files()) {
            if (file.indexed().segments().isEmpty()) {
                writers.apply(file).close();
                new FileCheck(file).check();
            }
        }
    }

    private void work() {
        StoredPart stored = new StoredPart();
        try (FrameDecompressor decompressor = new FrameDecompressor()) {
            int number = nextPart.getAndIncrement();
            while (number < pieces.size() && failure == null) {
                take(number, stored, decompressor);
                number = nextPart.getAndIncrement();
            }
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }

    private void take(int number, StoredPart stored, FrameDecompressor decompressor) {
        IndexedPart part = contents.index().parts().get(number);
        source.read(part, stored);
        try (PartContent content = new PartContent(pieces.get(number), writers, this::reached)) {
            decompressor.decompress(
                    stored.frame(part.encoding(), source.identities(), "part " + part.object()),
                    part.tarBytes(),
                    content);
        } catch (IOException e) {
            throw new LifeboatException(
                    ErrorCode.CORRUPT, "part " + part.object() + " is damaged: " + e.getMessage(), e);
        }
    }

    private void reached(long bytes) {
        progress.reached(bytesDone.addAndGet(bytes), bytesTotal);
    }

    private synchronized void fail(Throwable e) {
        if (failure == null) {
            failure = e instanceof LifeboatException known
                    ? known
                    : new LifeboatException(
                            ErrorCode.INTERNAL,
                            "reading backup " + contents.marker().backup() + " failed: " + e,
                            e);
        }
    }

    ReadBackup result(PartSource from) {
        return new ReadBackup(contents.files().size(), bytesTotal, from.partsByRegion(), from.troubles());
    }
}
