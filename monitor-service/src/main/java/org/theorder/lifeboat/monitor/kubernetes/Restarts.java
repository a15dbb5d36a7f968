package org.theorder.lifeboat.monitor.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How often containers were restarted lately. Kubernetes counts from the beginning of a pod, so changes are remembered. */
final class Restarts {
    private static final Duration LATELY = Duration.ofMinutes(15);

    private final Clock clock;
    private final Map<Workload.Id, Map<String, Integer>> counts = new HashMap<>();
    private final Map<Workload.Id, Deque<Instant>> moments = new HashMap<>();

    Restarts(Clock clock) {
        this.clock = clock;
    }

    /** Restarts of a workload's containers in the last 15 minutes, as far as they were seen. */
    int lately(Workload.Id workload, List<Pod> pods) {
        Instant now = clock.instant();
        Deque<Instant> seen = moments.computeIfAbsent(workload, _ -> new ArrayDeque<>());
        Map<String, Integer> before = counts.getOrDefault(workload, Map.of());
        Map<String, Integer> after = new HashMap<>();
        boolean restarted = false;
        for (Pod pod : pods) {
            for (ContainerStatus container : PodTrouble.containers(pod).toList()) {
                int count = container.getRestartCount() == null ? 0 : container.getRestartCount();
                String key = pod.getMetadata().getUid() + "/" + container.getName();
                after.put(key, count);
                for (int more = before.getOrDefault(key, count); more < count; more++) {
                    seen.addLast(now);
                }
                restarted |= endedLately(container, now);
            }
        }
        counts.put(workload, after);
        while (!seen.isEmpty() && seen.getFirst().isBefore(now.minus(LATELY))) {
            seen.removeFirst();
        }
        // what happened before we looked is in the status: at least once
        return Math.max(seen.size(), restarted ? 1 : 0);
    }

    /** Forgets workloads that are gone. */
    void retain(Set<Workload.Id> present) {
        counts.keySet().retainAll(present);
        moments.keySet().retainAll(present);
    }

    private static boolean endedLately(ContainerStatus container, Instant now) {
        return container.getLastState() != null
                && container.getLastState().getTerminated() != null
                && container.getLastState().getTerminated().getFinishedAt() != null
                && Instant.parse(container.getLastState().getTerminated().getFinishedAt())
                        .isAfter(now.minus(LATELY));
    }
}
