package org.theorder.lifeboat.notifier.recovery;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * When a restore will end, if it goes as earlier ones did: eight of ten of them took a time in this range.
 *
 * @param basis how many earlier restores and drills it rests on
 */
public record Expectation(Instant from, Instant to, int basis) {
    private static final double LOW = 0.1;
    private static final double HIGH = 0.9;

    /** @param times of earlier restores and drills of the same cluster, from the request to the verified server */
    static Optional<Expectation> of(Instant requestedAt, List<Duration> times) {
        if (times.isEmpty()) {
            return Optional.empty();
        }
        List<Duration> sorted = times.stream().sorted().toList();
        return Optional.of(new Expectation(
                requestedAt.plus(quantile(sorted, LOW)), requestedAt.plus(quantile(sorted, HIGH)), sorted.size()));
    }

    /** The nearest rank; with few times that is the shortest and the longest. */
    private static Duration quantile(List<Duration> sorted, double share) {
        int rank = (int) Math.round(share * (sorted.size() - 1));
        return sorted.get(rank);
    }
}
