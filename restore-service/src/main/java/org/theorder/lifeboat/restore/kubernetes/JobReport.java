package org.theorder.lifeboat.restore.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.restore.job.JobLine;
import org.theorder.lifeboat.restore.run.Progress;
import org.theorder.lifeboat.restore.run.RestoreOutcome;

/**
 * One look at a Job.
 *
 * @param job empty if it is not there
 * @param pod its newest one; empty if it has none
 * @param log the end of that pod's log
 */
record JobReport(VolumeRequest request, Optional<Job> job, Optional<Pod> pod, String log) {
    /** How far the restore is, if the pod has told anything. */
    Optional<Progress.Snapshot> progress() {
        return lines().map(JobLine::progress).filter(Objects::nonNull).reduce((earlier, later) -> later);
    }

    private Stream<JobLine> lines() {
        return log.lines().map(JobLine::read).flatMap(Optional::stream);
    }

    /** Whether the container runs or has run. */
    boolean started() {
        return !log.isEmpty()
                || pod.map(Pod::getStatus)
                        .filter(status -> !"Pending".equals(status.getPhase()))
                        .isPresent();
    }

    /** Empty as long as the Job goes on. */
    Optional<RestoreOutcome> outcome(Clock clock) {
        if (job.isEmpty()) {
            return Optional.of(failed(clock, "Job " + request.jobName() + " was deleted by somebody"));
        }
        Optional<RestoreOutcome> told =
                lines().map(JobLine::outcome).filter(Objects::nonNull).reduce((earlier, later) -> later);
        if (told.isPresent()) {
            return told;
        }
        return ending().map(how -> failed(clock, "the pod ended without an outcome: " + how + "; " + why()));
    }

    /** Why the Job is over; empty if it is not. */
    private Optional<String> ending() {
        return job.map(Job::getStatus).stream()
                .flatMap(status -> Optional.ofNullable(status.getConditions()).orElse(List.of()).stream())
                .filter(condition -> "True".equals(condition.getStatus()))
                .filter(condition -> List.of("Complete", "Failed").contains(condition.getType()))
                .map(condition -> said(condition.getType(), condition.getReason(), condition.getMessage()))
                .findFirst();
    }

    private RestoreOutcome failed(Clock clock, String why) {
        return new RestoreOutcome.Failed(
                ErrorCode.RECOVERY_FAILED,
                why + "; what lies in claim " + request.volume().claim() + " is no database",
                clock.instant(),
                null,
                null,
                null,
                Duration.ZERO,
                List.of(),
                List.of());
    }

    /** What Kubernetes says about the pod, for people. */
    String why() {
        if (pod.isEmpty()) {
            return "there is no pod: look at the events of Job " + request.jobName();
        }
        Stream<String> containers = statuses()
                .flatMap(status -> Stream.of(
                                Optional.ofNullable(status.getState()), Optional.ofNullable(status.getLastState()))
                        .flatMap(Optional::stream)
                        .flatMap(state -> Stream.of(
                                        Optional.ofNullable(state.getWaiting())
                                                .map(waiting ->
                                                        said("waiting", waiting.getReason(), waiting.getMessage())),
                                        Optional.ofNullable(state.getTerminated())
                                                .map(JobReport::terminated))
                                .flatMap(Optional::stream)));
        Stream<String> conditions = Optional.ofNullable(pod.get().getStatus()).stream()
                .flatMap(status -> Optional.ofNullable(status.getConditions()).orElse(List.of()).stream())
                .filter(condition -> "False".equals(condition.getStatus()) && condition.getReason() != null)
                .filter(condition -> "PodScheduled".equals(condition.getType()))
                .map(condition -> said("not scheduled", condition.getReason(), condition.getMessage()));
        String name = "pod " + pod.get().getMetadata().getName();
        return Stream.concat(containers, conditions)
                .findFirst()
                .map(reason -> name + " is " + reason)
                .orElse(name + " says nothing");
    }

    private Stream<ContainerStatus> statuses() {
        return pod.map(Pod::getStatus).stream()
                .flatMap(status -> Optional.ofNullable(status.getContainerStatuses()).orElse(List.of()).stream());
    }

    private static String terminated(ContainerStateTerminated end) {
        return said("terminated with exit code " + end.getExitCode(), end.getReason(), end.getMessage());
    }

    private static String said(String what, String reason, String message) {
        StringBuilder said = new StringBuilder(what);
        if (reason != null && !reason.isEmpty()) {
            said.append(" (").append(reason).append(')');
        }
        if (message != null && !message.isBlank()) {
            said.append(": ")
                    .append(message.strip()
                            .lines()
                            .reduce((earlier, later) -> later)
                            .orElse(""));
        }
        return said.toString();
    }
}
