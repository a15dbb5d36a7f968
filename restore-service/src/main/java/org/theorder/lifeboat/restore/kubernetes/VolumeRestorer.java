package org.theorder.lifeboat.restore.kubernetes;

import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RestoreId;
import org.theorder.lifeboat.events.RestoreRequested;
import org.theorder.lifeboat.restore.job.RestoreOrder;
import org.theorder.lifeboat.restore.run.FinishedRestore;
import org.theorder.lifeboat.restore.run.Progress;
import org.theorder.lifeboat.restore.run.RestoreExecutor;
import org.theorder.lifeboat.restore.run.RestoreOutcome;

/**
 * Restores into a volume: makes the Job, or adopts the one that an earlier attempt made, and follows it to its end. All that
 * must survive this process lies in Kubernetes, under a name that follows from the request.
 */
public final class VolumeRestorer implements RestoreExecutor {
    private static final Logger LOG = LoggerFactory.getLogger(VolumeRestorer.class);

    private final RestoreJobs jobs;
    private final KubernetesConfiguration configuration;
    private final OrderWriter orders;
    private final Duration interval;
    private final Clock clock;

    /** @param interval between two looks at a Job */
    public VolumeRestorer(
            RestoreJobs jobs,
            KubernetesConfiguration configuration,
            OrderWriter orders,
            Duration interval,
            Clock clock) {
        this.jobs = jobs;
        this.configuration = configuration;
        this.orders = orders;
        this.interval = interval;
        this.clock = clock;
    }

    @Override
    public void check(RestoreRequested request) {
        checked(request);
    }

    private VolumeRequest checked(RestoreRequested request) {
        VolumeRequest checked =
                VolumeRequest.of(request, configuration.namespaces().orElse(Set.of()));
        image();
        return checked;
    }

    private String image() {
        return configuration
                .image()
                .orElseThrow(() -> new LifeboatException(
                        ErrorCode.CONFIGURATION_INVALID,
                        "restores into Kubernetes need the image of this release: set lifeboat.kubernetes.image of"
                                + " restore-service"));
    }

    @Override
    public FinishedRestore run(RestoreRequested request, Instant requestedAt, Progress progress)
            throws InterruptedException {
        return FinishedRestore.elsewhere(
                answered(() -> outcome(request, requestedAt, progress)), request.mode(), () -> discard(request));
    }

    /** A call of the API server that may be cut short. */
    private interface Call<T> {
        T get() throws InterruptedException;
    }

    /**
     * What the API server refuses is an outcome; that it cannot be asked now is none.
     *
     * @throws LifeboatException BUSY if it cannot be asked: the Job goes on without us, and the same is tried again
     */
    private RestoreOutcome answered(Call<RestoreOutcome> call) throws InterruptedException {
        try {
            return call.get();
        } catch (KubernetesClientException e) {
            if (Thread.interrupted() || e.getCause() instanceof InterruptedException) {
                throw new InterruptedException("interrupted while the API server was asked");
            }
            return switch (e.getCode()) {
                case HttpURLConnection.HTTP_UNAUTHORIZED, HttpURLConnection.HTTP_FORBIDDEN ->
                    refused(new LifeboatException(
                            ErrorCode.CONFIGURATION_INVALID,
                            "the API server does not allow it: apply deploy/kubernetes/rbac.yaml in the namespace ("
                                    + e.getMessage() + ")"));
                case HttpURLConnection.HTTP_BAD_REQUEST, HttpURLConnection.HTTP_NOT_FOUND, 422 ->
                    refused(new LifeboatException(
                            ErrorCode.REQUEST_INVALID, "the API server refuses it: " + e.getMessage()));
                default ->
                    throw new LifeboatException(
                            ErrorCode.BUSY, "the API server of Kubernetes does not answer: " + e.getMessage(), e);
            };
        } catch (LifeboatException e) {
            return refused(e);
        }
    }

    private RestoreOutcome refused(LifeboatException e) {
        return new RestoreOutcome.Refused(e.code(), e.explanation(), clock.instant());
    }

    private RestoreOutcome outcome(RestoreRequested request, Instant requestedAt, Progress progress)
            throws InterruptedException {
        VolumeRequest volume = checked(request);
        RestoreOrder order = orders.order(volume, requestedAt);
        Job job = jobs.adopt(volume, order).orElseGet(() -> {
            LOG.info("Restore becomes a Job restoreId={} job={}", request.restoreId(), volume.jobName());
            return jobs.make(volume, order, image());
        });
        long begun = System.nanoTime();
        while (true) {
            JobReport report = jobs.report(volume);
            report.progress().ifPresent(progress::show);
            Optional<RestoreOutcome> outcome = report.outcome(clock);
            if (outcome.isPresent()) {
                return outcome.get();
            }
            if (!report.started()
                    && System.nanoTime() - begun > configuration.startLimit().toNanos()) {
                jobs.remove(volume);
                throw new LifeboatException(
                        ErrorCode.TIMED_OUT,
                        "the pod of Job " + job.getMetadata().getName() + " did not start within "
                                + configuration.startLimit() + ": " + report.why());
            }
            TimeUnit.NANOSECONDS.sleep(interval.toNanos());
        }
    }

    /** The Job's own outcome stands, whatever is asked for afterwards. */
    @Override
    public boolean isDecided(RestoreRequested request) {
        return quietly(() -> isEnded(jobs.report(checked(request))), false);
    }

    /** The Job and its pods go, and a claim that was made for it; what lies in another claim is no database. */
    @Override
    public void discard(RestoreRequested request) {
        quietly(
                () -> {
                    jobs.remove(checked(request));
                    return true;
                },
                false);
    }

    /**
     * Removes what is left of drills that were begun before and that nobody works on.
     *
     * @param isOpen whether somebody does, or will
     * @throws LifeboatException BUSY if the API server cannot be asked
     */
    public void sweepDrills(Instant before, Predicate<RestoreId> isOpen) {
        quietly(
                () -> {
                    configuration.namespaces().orElse(Set.of()).stream()
                            .flatMap(namespace -> jobs.drills(namespace, before).stream())
                            .forEach(claim -> sweep(claim, isOpen));
                    return true;
                },
                false);
    }

    private void sweep(PersistentVolumeClaim claim, Predicate<RestoreId> isOpen) {
        RestoreId id = new RestoreId(
                requireNonNull(claim.getMetadata().getAnnotations().get(RestoreManifests.RESTORE_ANNOTATION)));
        if (!isOpen.test(id)) {
            jobs.remove(claim);
            LOG.warn("What a drill left behind is removed restoreId={}", id);
        }
    }

    private boolean isEnded(JobReport report) {
        return report.job().isPresent() && report.outcome(clock).isPresent();
    }

    private static boolean quietly(Supplier<Boolean> call, boolean otherwise) {
        try {
            return call.get();
        } catch (KubernetesClientException e) {
            throw new LifeboatException(
                    ErrorCode.BUSY, "the API server of Kubernetes does not answer: " + e.getMessage(), e);
        } catch (LifeboatException e) {
            // it may not be written, so nothing was
            return otherwise;
        }
    }
}
