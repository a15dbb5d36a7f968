package org.theorder.lifeboat.monitor.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.Fact;
import org.theorder.lifeboat.monitor.wording.Wording;

/** Why pods do not serve, in the words of Kubernetes. */
final class PodTrouble {
    private static final String CRASH_LOOP = "CrashLoopBackOff";
    private static final int TOLD = 5;

    private PodTrouble() {}

    /** One fact for each of the first few pods that do not serve. */
    static List<Fact> facts(List<Pod> pods) {
        return pods.stream()
                .flatMap(pod ->
                        of(pod)
                                .map(trouble ->
                                        new Fact("pod " + pod.getMetadata().getName(), trouble))
                                .stream())
                .limit(TOLD)
                .toList();
    }

    /** Whether a container of it ends again and again, so that Kubernetes waits before it starts it anew. */
    static boolean crashLoops(Pod pod) {
        return containers(pod)
                .anyMatch(container -> container.getState() != null
                        && container.getState().getWaiting() != null
                        && CRASH_LOOP.equals(container.getState().getWaiting().getReason()));
    }

    /** Containers with their counts, those that prepare included. */
    static Stream<ContainerStatus> containers(Pod pod) {
        return pod.getStatus() == null
                ? Stream.empty()
                : Stream.concat(
                        pod.getStatus().getInitContainerStatuses().stream(),
                        pod.getStatus().getContainerStatuses().stream());
    }

    /** Why a pod does not serve; empty if it does, or is done. */
    private static Optional<String> of(Pod pod) {
        PodStatus status = pod.getStatus();
        if (status == null) {
            return Optional.of("nothing is known of it");
        }
        if ("Failed".equals(status.getPhase())) {
            return Optional.of(line("failed", status.getReason(), status.getMessage()));
        }
        return containers(pod)
                .flatMap(container -> of(container).stream())
                .findFirst()
                .or(() -> unscheduled(status))
                .or(() -> ready(status) ? Optional.empty() : Optional.of("not ready"));
    }

    private static Optional<String> of(ContainerStatus container) {
        ContainerState state = container.getState();
        if (state == null || Boolean.TRUE.equals(container.getReady())) {
            return Optional.empty();
        }
        if (state.getWaiting() != null) {
            String waits = line(
                    container.getName(),
                    state.getWaiting().getReason(),
                    state.getWaiting().getMessage());
            return Optional.of(waits + lastEnd(container));
        }
        // a container that prepared and ended well is done
        return state.getTerminated() == null
                        || Integer.valueOf(0).equals(state.getTerminated().getExitCode())
                ? Optional.empty()
                : Optional.of(line(
                        container.getName(),
                        state.getTerminated().getReason(),
                        "exit code " + state.getTerminated().getExitCode()));
    }

    private static String lastEnd(ContainerStatus container) {
        ContainerState last = container.getLastState();
        return last == null || last.getTerminated() == null
                ? ""
                : ", ended before with exit code " + last.getTerminated().getExitCode();
    }

    private static Optional<String> unscheduled(PodStatus status) {
        return status.getConditions().stream()
                .filter(condition ->
                        "PodScheduled".equals(condition.getType()) && "False".equals(condition.getStatus()))
                .findFirst()
                .map(condition -> line("not scheduled", condition.getReason(), condition.getMessage()));
    }

    private static boolean ready(PodStatus status) {
        return "Succeeded".equals(status.getPhase())
                || status.getConditions().stream().anyMatch(PodTrouble::isReady);
    }

    private static boolean isReady(PodCondition condition) {
        return "Ready".equals(condition.getType()) && "True".equals(condition.getStatus());
    }

    private static String line(String what, @Nullable String reason, @Nullable String message) {
        return Wording.line(what + (reason == null ? "" : ": " + reason) + (message == null ? "" : ", " + message));
    }
}
