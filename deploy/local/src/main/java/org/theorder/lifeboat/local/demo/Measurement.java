package org.theorder.lifeboat.local.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * What the disaster has cost.
 *
 * @param acknowledged orders that the shop had acknowledged before the disaster
 * @param lost those of them that are not in the restored database
 * @param recoveryPoint RPO: from the newest restored order to the disaster
 * @param recoveryTime RTO: from the disaster until the verified database took an order again
 */
record Measurement(int acknowledged, int lost, Duration recoveryPoint, Duration recoveryTime) {

    /**
     * Compares what was acknowledged with what was restored.
     *
     * @param acknowledged before the disaster
     * @param restored numbers of the orders in the restored database
     */
    static Measurement of(List<Order> acknowledged, Set<Long> restored, Instant disaster, Instant recovered) {
        int lost = (int) acknowledged.stream()
                .filter(order -> !restored.contains(order.number()))
                .count();
        Duration recoveryPoint = acknowledged.stream()
                .filter(order -> restored.contains(order.number()))
                .map(order -> Duration.between(order.placedAt(), disaster))
                .min(Duration::compareTo)
                .orElseGet(() -> acknowledged.isEmpty()
                        ? Duration.ZERO
                        : Duration.between(acknowledged.getFirst().placedAt(), disaster));
        return new Measurement(acknowledged.size(), lost, recoveryPoint, Duration.between(disaster, recovered));
    }
}
