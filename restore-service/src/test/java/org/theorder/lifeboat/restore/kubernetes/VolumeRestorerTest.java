package org.theorder.lifeboat.restore.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RestoreRequested;
import org.theorder.lifeboat.events.RestoreRequested.KubernetesVolume;
import org.theorder.lifeboat.restore.job.JobLine;
import org.theorder.lifeboat.restore.run.FinishedRestore;
import org.theorder.lifeboat.restore.run.Progress;
import org.theorder.lifeboat.restore.run.RestoreOutcome;
import org.theorder.lifeboat.restore.run.RestorePhase;
import org.theorder.lifeboat.restore.testing.TestRepository;

/** Jobs are made once, adopted after a crash, followed to their end and removed on request; on fabric8's mock API server. */
class VolumeRestorerTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final RestoreOutcome TOLD =
            new RestoreOutcome.Refused(ErrorCode.NO_SPACE, "the volume is too small", Instant.EPOCH);

    private final Progress progress = new Progress();
    private ApiServer server;
    private VolumeRestorer restorer;

    @BeforeEach
    void start() {
        server = new ApiServer();
        restorer = Volumes.restorer(server, "s3://backups/main?region=eu-west-1", Duration.ofMinutes(10));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** One attempt, and the thread that makes it. */
    private record Attempt(FutureTask<RestoreOutcome> outcome, Thread thread) {
        RestoreOutcome get() throws Exception {
            return outcome.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }

        /** As kill -9: it does nothing more. */
        void kill() {
            thread.interrupt();
            assertThatThrownBy(this::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(InterruptedException.class);
        }
    }

    private Attempt attempt(RestoreRequested request) {
        FutureTask<RestoreOutcome> task = new FutureTask<>(
                () -> restorer.run(request, Instant.EPOCH, progress).outcome());
        return new Attempt(task, Thread.ofPlatform().start(task));
    }

    private Job job() {
        await().atMost(LIMIT).until(() -> !server.jobs().isEmpty());
        return server.jobs().getFirst();
    }

    private static JobLine at(RestorePhase phase, long done) {
        return new JobLine(
                new Progress.Snapshot(phase, done, 100, null, null, null, null, Duration.ofSeconds(3)), null);
    }

    private void claim(String name) {
        server.client()
                .resource(new PersistentVolumeClaimBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(ApiServer.NAMESPACE)
                        .endMetadata()
                        .withNewSpec()
                        .endSpec()
                        .build())
                .create();
    }

    private List<String> claims() {
        return server.claims();
    }

    @Test
    void drillIsMadeOnlyWhereItsPodIsShutOff() throws Exception {
        assertIsRefused(
                attempt(Volumes.drill("drill-1", Volumes.NEW)).get(),
                ErrorCode.CONFIGURATION_INVALID,
                "network policy lifeboat-drill",
                "drill-network-policy.yaml");
        assertThat(claims()).isEmpty();

        NetworkPolicy harmless = Role.networkPolicy();
        harmless.getSpec().getPodSelector().setMatchLabels(Map.of("app", "another"));
        server.apply(harmless);
        assertIsRefused(
                attempt(Volumes.drill("drill-2", Volumes.NEW)).get(),
                ErrorCode.CONFIGURATION_INVALID,
                "network policy lifeboat-drill");
    }

    @Test
    void nothingOfADrillStays() throws Exception {
        server.apply(Role.networkPolicy());
        FutureTask<FinishedRestore> drill =
                new FutureTask<>(() -> restorer.run(Volumes.drill("drill-3", Volumes.NEW), Instant.EPOCH, progress));
        Thread.ofPlatform().start(drill);
        server.startPod(job(), "pod-1");
        server.log("pod-1", new JobLine(null, TOLD).write() + "\n");

        FinishedRestore finished = drill.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        assertThat(finished.outcome()).isEqualTo(TOLD);
        assertThat(claims()).as("until it is told").containsExactly("data");
        finished.settle();

        assertThat(claims()).isEmpty();
        assertThat(server.jobs()).isEmpty();
    }

    @Test
    void forgottenDrillIsSweptUnlessSomebodyWorksOnIt() throws Exception {
        server.apply(Role.networkPolicy());
        claim("somebody-elses");
        Attempt drill = attempt(Volumes.drill("drill-4", Volumes.NEW));
        job();
        drill.kill();
        Instant later = Clock.systemUTC().instant().plusSeconds(5);

        restorer.sweepDrills(later.minusSeconds(3600), _ -> false);
        restorer.sweepDrills(later, id -> id.value().equals("drill-4"));
        assertThat(claims()).as("too young, and being worked on").containsExactlyInAnyOrder("somebody-elses", "data");

        restorer.sweepDrills(later, _ -> false);
        assertThat(claims()).containsExactly("somebody-elses");
        assertThat(server.jobs()).isEmpty();
    }

    private static void assertIsRefused(RestoreOutcome outcome, ErrorCode code, String... words) {
        assertThat(outcome).isInstanceOfSatisfying(RestoreOutcome.Refused.class, refused -> {
            assertThat(refused.code()).as(refused.message()).isEqualTo(code);
            assertThat(refused.message()).contains(words);
        });
    }

    @Test
    void whatThePodTellsIsTold() throws Exception {
        Attempt attempt = attempt(Volumes.request("one", Volumes.NEW));
        Job job = job();
        assertThat(claims()).containsExactly("data");
        server.startPod(job, "pod-1");
        server.log(
                "pod-1", "some JVM's warning\n" + at(RestorePhase.COPYING, 40).write() + "\n");
        await().atMost(LIMIT).until(() -> progress.snapshot().bytesDone() == 40);
        assertThat(progress.snapshot().phase()).isEqualTo(RestorePhase.COPYING);

        server.log("pod-1", at(RestorePhase.VERIFYING, 90).write() + "\n" + new JobLine(null, TOLD).write() + "\n");

        assertThat(attempt.get()).isEqualTo(TOLD);
    }

    @Test
    void attemptAfterACrashAdoptsTheJob() throws Exception {
        RestoreRequested request = Volumes.request("Two_2", Volumes.NEW);
        Attempt first = attempt(request);
        Job job = job();
        server.startPod(job, "pod-1");
        server.log("pod-1", at(RestorePhase.COPYING, 1).write() + "\n");
        first.kill();

        Attempt second = attempt(request);
        server.log("pod-1", new JobLine(null, TOLD).write());

        assertThat(second.get()).isEqualTo(TOLD);
        assertThat(server.jobs()).hasSize(1);
        assertThat(server.requests().stream().filter(each -> each.startsWith("POST") && each.endsWith("/jobs")))
                .hasSize(1);
        assertThat(restorer.isDecided(request)).isTrue();
    }

    @Test
    void crashBetweenClaimAndJobGoesOnWithTheClaim() throws Exception {
        RestoreRequested request = Volumes.request("three", Volumes.NEW);
        VolumeRequest volume = VolumeRequest.of(request, Set.of(ApiServer.NAMESPACE));
        server.client()
                .resource(new RestoreManifests(volume, Volumes.configuration(LIMIT)).claim())
                .create();

        Attempt attempt = attempt(request);

        server.startPod(job(), "pod-1");
        server.log("pod-1", new JobLine(null, TOLD).write());
        assertThat(attempt.get()).isEqualTo(TOLD);
    }

    @Test
    void anotherRequestWithTheSameIdIsRefused() throws Exception {
        claim("other");
        Attempt first = attempt(Volumes.request("four", Volumes.NEW));
        job();

        assertIsRefused(
                attempt(Volumes.request("four", Volumes.volume("other", null))).get(),
                ErrorCode.ALREADY_EXISTS,
                "another request");
        first.kill();
    }

    @Test
    void cancelledRestoreTakesItsJobAndItsClaimAlong() {
        claim("somebody-elses");
        RestoreRequested request = Volumes.request("five", Volumes.NEW);
        assertThat(restorer.isDecided(request)).as("nothing was begun").isFalse();
        Attempt attempt = attempt(request);
        job();
        attempt.kill();

        restorer.discard(request);

        assertThat(server.jobs()).isEmpty();
        assertThat(claims()).containsExactly("somebody-elses");
        restorer.discard(Volumes.request("five", Volumes.volume("somebody-elses", null)));
        assertThat(claims()).containsExactly("somebody-elses");
    }

    @Test
    void podThatDiedIsAFailureWithItsReason() throws Exception {
        Attempt attempt = attempt(Volumes.request("six", Volumes.NEW));
        Job job = job();
        server.startPod(job, "pod-1");
        server.client()
                .pods()
                .inNamespace(ApiServer.NAMESPACE)
                .withName("pod-1")
                .edit(pod -> new PodBuilder(pod)
                        .editStatus()
                        .withPhase("Failed")
                        .addNewContainerStatus()
                        .withName("restore")
                        .withNewState()
                        .withNewTerminated()
                        .withExitCode(137)
                        .withReason("OOMKilled")
                        .endTerminated()
                        .endState()
                        .endContainerStatus()
                        .endStatus()
                        .build());
        server.end(job, "Failed", "BackoffLimitExceeded");

        assertThat(attempt.get()).isInstanceOfSatisfying(RestoreOutcome.Failed.class, failed -> {
            assertThat(failed.code()).isEqualTo(ErrorCode.RECOVERY_FAILED);
            assertThat(failed.message())
                    .contains("BackoffLimitExceeded", "pod-1", "137", "OOMKilled", "is no database");
        });
    }

    @Test
    void podThatCannotStartIsGivenUpWithTheReason() throws Exception {
        restorer = Volumes.restorer(server, "s3://backups/main?region=eu-west-1", Duration.ofSeconds(2));
        Attempt attempt = attempt(Volumes.request("seven", Volumes.NEW));
        server.startPod(job(), "pod-1");
        server.client()
                .pods()
                .inNamespace(ApiServer.NAMESPACE)
                .withName("pod-1")
                .edit(pod -> new PodBuilder(pod)
                        .editStatus()
                        .withPhase("Pending")
                        .addNewContainerStatus()
                        .withName("restore")
                        .withNewState()
                        .withNewWaiting("no such secret store", "CreateContainerConfigError")
                        .endState()
                        .endContainerStatus()
                        .endStatus()
                        .build());

        assertIsRefused(
                attempt.get(), ErrorCode.TIMED_OUT, "did not start", "CreateContainerConfigError", "no such secret");
        assertThat(server.jobs()).isEmpty();
        assertThat(claims()).isEmpty();
    }

    @Test
    void jobThatSomebodyDeletedIsAFailure() throws Exception {
        Attempt attempt = attempt(Volumes.request("eight", Volumes.NEW));
        server.client().resource(job()).delete();

        assertThat(attempt.get())
                .isInstanceOfSatisfying(
                        RestoreOutcome.Failed.class,
                        failed -> assertThat(failed.message()).contains("deleted by somebody"));
    }

    @Test
    void claimsOfOthersAreNotWrittenOver() throws Exception {
        claim("data");
        assertIsRefused(
                attempt(Volumes.request("nine", Volumes.NEW)).get(), ErrorCode.TARGET_OCCUPIED, "is there already");
        assertIsRefused(
                attempt(Volumes.request("ten", Volumes.volume("nowhere", null))).get(),
                ErrorCode.NOT_FOUND,
                "there is no claim nowhere");
        server.client()
                .resource(new PodBuilder()
                        .withNewMetadata()
                        .withName("database-0")
                        .withNamespace(ApiServer.NAMESPACE)
                        .addNewOwnerReference()
                        .withKind("StatefulSet")
                        .withName("database")
                        .withController(true)
                        .endOwnerReference()
                        .endMetadata()
                        .withNewSpec()
                        .addNewVolume()
                        .withName("data")
                        .withNewPersistentVolumeClaim("data", false)
                        .endVolume()
                        .endSpec()
                        .withNewStatus()
                        .withPhase("Running")
                        .endStatus()
                        .build())
                .create();
        KubernetesVolume used = Volumes.volume("data", null);
        assertIsRefused(
                attempt(Volumes.request("eleven", used)).get(), ErrorCode.TARGET_OCCUPIED, "in use by pod database-0");
        assertIsRefused(
                attempt(Volumes.request("twelve", used, "/restore/pgdata", null, TestRepository.SHOP))
                        .get(),
                ErrorCode.TARGET_OCCUPIED,
                "also not with 'over'; end the pod first; scale StatefulSet database");
        assertThat(server.jobs()).isEmpty();

        // an ended pod uses nothing, whatever its manifest says
        server.endPod("database-0");
        Attempt free = attempt(Volumes.request("thirteen", used, "/restore/pgdata", null, TestRepository.SHOP));
        job();
        free.kill();
    }

    @Test
    void apiServerThatIsAwayIsAskedAgainAndOneThatRefusesIsAnOutcome() throws Exception {
        server.refuse(503);
        Attempt away = attempt(Volumes.request("thirteen", Volumes.NEW));
        assertThatThrownBy(away::get)
                .hasCauseInstanceOf(LifeboatException.class)
                .satisfies(e ->
                        assertThat(((LifeboatException) e.getCause()).code()).isEqualTo(ErrorCode.BUSY));

        server.refuse(403);
        assertIsRefused(
                attempt(Volumes.request("fourteen", Volumes.NEW)).get(),
                ErrorCode.CONFIGURATION_INVALID,
                "deploy/kubernetes/rbac.yaml");
    }

    @Test
    void regionInADirectoryCannotBeReadFromAPod() throws Exception {
        restorer = Volumes.restorer(server, "file:///srv/backups", LIMIT);

        assertIsRefused(
                attempt(Volumes.request("fifteen", Volumes.NEW)).get(),
                ErrorCode.CONFIGURATION_INVALID,
                "object store");
    }

    @Test
    void everyRequestIsAllowedByTheRoleAndTheRoleAllowsNothingElse() throws Exception {
        server.apply(Role.networkPolicy());
        RestoreRequested request = Volumes.drill("sixteen", Volumes.NEW);
        Attempt attempt = attempt(request);
        server.startPod(job(), "pod-1");
        server.log("pod-1", new JobLine(null, TOLD).write());
        attempt.get();
        restorer.discard(request);
        restorer.sweepDrills(Instant.EPOCH, _ -> false);

        assertThat(Role.shipped().neverUsed(ownRequests())).isEmpty();
        assertThat(Role.shipped().notAllowed(ownRequests())).isEmpty();
    }

    /** Without those of this test itself: it creates a pod and a network policy, and lists Jobs. */
    private List<String> ownRequests() {
        return server.requests().stream()
                .filter(each -> !each.equals("POST /api/v1/namespaces/shop/pods"))
                .filter(each -> !each.equals("POST /apis/networking.k8s.io/v1/namespaces/shop/networkpolicies"))
                .filter(each -> !each.equals("GET /apis/batch/v1/namespaces/shop/jobs"))
                .toList();
    }
}
