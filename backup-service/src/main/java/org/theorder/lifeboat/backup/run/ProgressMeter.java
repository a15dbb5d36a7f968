package org.theorder.lifeboat.backup.run;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.theorder.lifeboat.repository.backup.WriterProgress;

/** Measures a running backup: any thread may ask, the rate is that of the last ten seconds. */
final class ProgressMeter {
    private static final long SPAN_NANOS = Duration.ofSeconds(10).toNanos();

    private record Sample(long nanos, long bytes) {}

    private final Deque<Sample> samples = new ArrayDeque<>();
    private final LongSupplier nanoTime;
    private long bytesTotal;
    private long filesExpected;

    ProgressMeter(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        samples.addLast(new Sample(nanoTime.getAsLong(), 0));
    }

    synchronized void total(long bytes) {
        bytesTotal = bytes;
    }

    /**
     * For an incremental, whose size nobody can tell before: the server visits every file, changed or not, so the share of
     * the parent's files that have come is the share of the work that is done.
     */
    synchronized void expectFiles(long files) {
        filesExpected = files;
    }

    /** What is known now, given what the writer says. */
    synchronized Progress at(WriterProgress writer) {
        long now = nanoTime.getAsLong();
        long done = writer.receivedBytes();
        samples.addLast(new Sample(now, done));
        while (samples.size() > 2
                && now - Objects.requireNonNull(samples.peekFirst()).nanos() > SPAN_NANOS) {
            samples.removeFirst();
        }
        Sample oldest = Objects.requireNonNull(samples.peekFirst());
        long nanos = now - oldest.nanos();
        long rate = nanos <= 0 ? 0 : (long) ((done - oldest.bytes()) * 1e9 / nanos);
        return new Progress(done, total(done, writer.files()), writer.storedBytes(), writer.files(), rate);
    }

    private long total(long done, long files) {
        if (filesExpected > 0) {
            return files == 0 ? 0 : Math.max(done, (long) (done * ((double) filesExpected / files)));
        }
        // the estimate leaves out tar headers and what is written meanwhile
        return bytesTotal == 0 ? 0 : Math.max(bytesTotal, done);
    }
}
