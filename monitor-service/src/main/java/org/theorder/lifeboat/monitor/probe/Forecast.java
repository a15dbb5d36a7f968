package org.theorder.lifeboat.monitor.probe;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.monitor.wording.Wording;

/** When something that grows is full: a line through what was measured in the last hours. Monotonic time. */
public final class Forecast {
    static final Duration REMEMBERED = Duration.ofHours(6);
    private static final Logger LOG = LoggerFactory.getLogger(Forecast.class);
    private static final Duration APART = Duration.ofSeconds(30);
    private static final Duration SENSIBLE = Duration.ofDays(90);
    private static final int ENOUGH = 4;

    private final LongSupplier nanos;
    private final History history;
    private final Deque<Sample> samples = new ArrayDeque<>();
    private boolean recalled;

    private record Sample(long nanos, double used) {}

    /** What was measured, by whichever process; may be away for a while. */
    public interface History {
        /** Nothing outlives the process. */
        History NONE = new History() {
            @Override
            public List<Past> read() {
                return List.of();
            }

            @Override
            public void add(double used) {}
        };

        /** Oldest first. */
        List<Past> read();

        /** Measured now. */
        void add(double used);
    }

    /** What was measured a while ago. */
    public record Past(Duration ago, double used) {}

    /** @param nanos a monotonic clock */
    public Forecast(LongSupplier nanos, History history) {
        this.nanos = nanos;
        this.history = history;
    }

    /**
     * Takes a measurement in.
     *
     * @return until it is full; empty if it does not grow, or nobody can say
     */
    public synchronized Optional<Duration> fullIn(double used, double capacity) {
        long now = nanos.getAsLong();
        if (samples.isEmpty() || now - samples.getLast().nanos() >= APART.toNanos()) {
            remember(new Sample(now, used));
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

    /** A database that is away costs a sample of the history, never the measurement. */
    private void remember(Sample sample) {
        try {
            if (!recalled) {
                List<Sample> before = history.read().stream()
                        .map(past -> new Sample(sample.nanos() - past.ago().toNanos(), past.used()))
                        .filter(past -> samples.isEmpty()
                                || past.nanos() < samples.getFirst().nanos())
                        .toList();
                before.reversed().forEach(samples::addFirst);
                recalled = true;
            }
            history.add(sample.used());
        } catch (LifeboatException e) {
            LOG.warn("a sample of a forecast was not kept error={}", e.explanation());
        }
        samples.addLast(sample);
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
    public static String words(Optional<Duration> left) {
        return left.map(duration -> ", full in " + Wording.duration(duration)).orElse("");
    }
}
