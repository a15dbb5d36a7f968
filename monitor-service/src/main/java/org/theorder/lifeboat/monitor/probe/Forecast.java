package org.theorder.lifeboat.monitor.probe;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.theorder.lifeboat.monitor.wording.Wording;

/** When something that grows is full: a line through what was measured in the last hours. Monotonic time. */
final class Forecast {
    private static final Duration REMEMBERED = Duration.ofHours(6);
    private static final Duration APART = Duration.ofSeconds(30);
    private static final Duration SENSIBLE = Duration.ofDays(90);
    private static final int ENOUGH = 4;

    private final LongSupplier nanos;
    private final Deque<Sample> samples = new ArrayDeque<>();

    private record Sample(long nanos, double used) {}

    Forecast(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /**
     * Takes a measurement in.
     *
     * @return until it is full; empty if it does not grow, or nobody can say
     */
    synchronized Optional<Duration> fullIn(double used, double capacity) {
        long now = nanos.getAsLong();
        if (samples.isEmpty() || now - samples.getLast().nanos() >= APART.toNanos()) {
            samples.addLast(new Sample(now, used));
        }
        while (now - samples.getFirst().nanos() > REMEMBERED.toNanos()) {
            samples.removeFirst();
        }
        double perNano = slope(now);
        if (samples.size() < ENOUGH || perNano <= 0) {
            return Optional.empty();
        }
        double nanosLeft = Math.max(0, capacity - used) / perNano;
        return nanosLeft > SENSIBLE.toNanos() ? Optional.empty() : Optional.of(Duration.ofNanos((long) nanosLeft));
    }

    /** Least squares. */
    private double slope(long now) {
        double meanTime = 0;
        double meanUsed = 0;
        for (Sample sample : samples) {
            meanTime += (double) (sample.nanos() - now) / samples.size();
            meanUsed += sample.used() / samples.size();
        }
        double above = 0;
        double below = 0;
        for (Sample sample : samples) {
            double time = sample.nanos() - now - meanTime;
            above += time * (sample.used() - meanUsed);
            below += time * time;
        }
        return below == 0 ? 0 : above / below;
    }

    /** {@code , full in 3 h 20 min}; nothing if nobody can say. */
    static String words(Optional<Duration> left) {
        return left.map(duration -> ", full in " + Wording.duration(duration)).orElse("");
    }
}
