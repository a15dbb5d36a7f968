package org.theorder.lifeboat.repository.restore;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.backup.IndexedPart;
import org.theorder.lifeboat.repository.backup.Interruption;
import org.theorder.lifeboat.repository.compression.FrameDecompressor;

/** Takes the parts of a plan once each, on several threads, and hands every piece to where it belongs, checked. */
final class PartRun {
    private final ReadPlan plan;
    private final List<PlannedPart> parts;
    private final ReadProgress progress;
    private final int workers;
    private final AtomicInteger nextPart = new AtomicInteger();
    private final AtomicLong bytesDone = new AtomicLong();
    private final long bytesTotal;
    private final List<Thread> threads = new ArrayList<>();
    private volatile @Nullable RuntimeException failure;

    PartRun(ReadPlan plan, ReaderSettings settings, ReadProgress progress) {
        this.plan = plan;
        this.parts = plan.parts();
        this.progress = progress;
        this.workers = plan.inAnyOrder() ? settings.workers() : 1;
        this.bytesTotal = plan.contentBytes();
    }

    /**
     * Returns when every part has been taken and every thread has ended.
     *
     * @throws LifeboatException the first failure
     */
    void run() {
        progress.reached(0, bytesTotal);
        plan.takeEmptyFiles();
        for (int number = 1; number <= workers; number++) {
            threads.add(Thread.ofPlatform()
                    .daemon()
                    .name("read-" + plan.newest().backup() + "-" + number)
                    .unstarted(this::work));
        }
        threads.forEach(Thread::start);
        awaitEnd();
        RuntimeException failed = failure;
        if (failed != null) {
            throw failed;
        }
    }

    /** Also when interrupted: the caller may remove the files, so nobody may write them any more. */
    private void awaitEnd() {
        boolean interrupted = false;
        while (threads.stream().anyMatch(Thread::isAlive)) {
            try {
                for (Thread thread : threads) {
                    thread.join();
                }
            } catch (InterruptedException e) {
                interrupted = true;
                fail(Interruption.explained(e));
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void work() {
        try (FrameDecompressor decompressor = new FrameDecompressor()) {
            StoredPart stored = new StoredPart(plan.largestStored());
            int number = nextPart.getAndIncrement();
            while (number < parts.size() && failure == null) {
                take(parts.get(number), stored, decompressor);
                number = nextPart.getAndIncrement();
            }
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }

    private void take(PlannedPart planned, StoredPart stored, FrameDecompressor decompressor) {
        PlannedPart needed = planned.stillNeeded();
        reached(planned.contentBytes() - needed.contentBytes());
        if (needed.pieces().isEmpty()) {
            return;
        }
        try {
            read(needed, stored, decompressor);
        } catch (LifeboatException e) {
            throw needed.source().explained(e);
        }
    }

    private void read(PlannedPart needed, StoredPart stored, FrameDecompressor decompressor) {
        IndexedPart part = needed.part();
        needed.source().read(part, stored);
        try (PartContent content = new PartContent(needed.pieces(), this::reached)) {
            decompressor.decompress(
                    stored.frame(part.encoding(), needed.source().identities(), "part " + part.object()),
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

    /** The first failure counts; those who wait for a piece that will not come are woken. */
    private synchronized void fail(Throwable e) {
        if (failure == null) {
            failure = e instanceof LifeboatException known
                    ? known
                    : new LifeboatException(
                            ErrorCode.INTERNAL,
                            "reading backup " + plan.newest().backup() + " failed: " + e,
                            e);
            threads.forEach(Thread::interrupt);
        }
    }
}
