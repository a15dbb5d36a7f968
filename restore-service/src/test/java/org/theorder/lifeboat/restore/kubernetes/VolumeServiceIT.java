package org.theorder.lifeboat.restore.kubernetes;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.Check;
import org.theorder.lifeboat.events.DrillCompleted;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.EventJson;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.events.RecoveryTarget;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.events.RestoreCompleted;
import org.theorder.lifeboat.events.RestoreFailed;
import org.theorder.lifeboat.events.RestoreId;
import org.theorder.lifeboat.events.RestoreMode;
import org.theorder.lifeboat.events.RestoreRequested;
import org.theorder.lifeboat.events.RestoreRequested.KubernetesVolume;
import org.theorder.lifeboat.events.RestoreRequested.NewClaim;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.restore.job.JobLine;
import org.theorder.lifeboat.restore.run.PhaseTime;
import org.theorder.lifeboat.restore.run.Progress;
import org.theorder.lifeboat.restore.run.RestoreOutcome;
import org.theorder.lifeboat.restore.run.RestorePhase;
import org.theorder.lifeboat.restore.testing.LostShop;
import org.theorder.lifeboat.restore.testing.RestoreServiceResource;
import org.theorder.lifeboat.restore.testing.Restores;
import org.theorder.lifeboat.restore.testing.TestKafka;
import org.theorder.lifeboat.restore.testing.TestRepository;
import org.theorder.lifeboat.servers.test.LifeboatServers;

/**
 * The whole service with fabric8's mock API server: restores into volumes that are asked for over Kafka and over REST, beside
 * others. What a pod would do, the test does.
 */
@QuarkusTest
@QuarkusTestResource(value = LifeboatServers.class, initArgs = @ResourceArg(name = "schema", value = "restore"))
@QuarkusTestResource(RestoreServiceResource.class)
@QuarkusTestResource(value = VolumeServiceResource.class, restrictToAnnotatedClass = true)
class VolumeServiceIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);

    @ConfigProperty(name = "test.restores")
    Path restores;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    private final ApiServer apiServer = VolumeServiceResource.apiServer();
    private TestKafka kafka;

    @BeforeEach
    void connect() {
        kafka = new TestKafka(bootstrapServers);
    }

    private static KubernetesVolume newClaim(String namespace, String claim) {
        return new KubernetesVolume(namespace, claim, new NewClaim("1Gi", null), null, "store", null);
    }

    private static RestoreRequested into(String claim) {
        return Volumes.request("volume-" + claim, newClaim(ApiServer.NAMESPACE, claim));
    }

    private static RequestSpecification as(String role) {
        return given().header("Authorization", "Bearer test-" + role).contentType(ContentType.JSON);
    }

    private static void post(RestoreRequested request) {
        as("operator")
                .body(new String(EventJson.write(request), StandardCharsets.UTF_8))
                .post("/restores")
                .then()
                .statusCode(202);
    }

    private static void awaitShown(RestoreId id, String field, Object value) {
        await(id + " has " + field + " " + value)
                .atMost(LIMIT)
                .until(() -> Optional.of(as("viewer").get("/restores/" + id))
                        .filter(response -> response.statusCode() == 200)
                        .map(response -> response.<Object>path(field))
                        .equals(Optional.of(value)));
    }

    private List<Job> jobs(RestoreRequested request) {
        String id = request.restoreId().value();
        return apiServer.jobs().stream()
                .filter(job -> id.equals(job.getMetadata().getAnnotations().get("lifeboat.theorder.org/restore-id")))
                .toList();
    }

    private Job awaitJob(RestoreRequested request) {
        await("a Job for " + request.restoreId())
                .atMost(LIMIT)
                .until(() -> !jobs(request).isEmpty());
        return jobs(request).getFirst();
    }

    private static String copying(long bytes) {
        return new JobLine(
                        new Progress.Snapshot(
                                RestorePhase.COPYING, bytes, 100, null, null, null, null, Duration.ofSeconds(3)),
                        null)
                .write();
    }

    private static RestoreOutcome restored() {
        return new RestoreOutcome.Restored(
                new RegionName("store"),
                LostShop.get().backup().backup(),
                List.of(LostShop.get().backup().backup()),
                new Lsn(4711),
                null,
                2,
                100,
                10,
                Instant.parse("2026-11-22T12:00:00Z"),
                Duration.ofSeconds(9),
                List.of(new PhaseTime(RestorePhase.COPYING, Duration.ofSeconds(5))),
                List.of(),
                List.of(new Check("row-counts", true, "all of them")),
                List.of());
    }

    @Test
    void requestOverKafkaBecomesAJobAndTakesNobodysTurn() throws Exception {
        long before = jobsMade();
        RestoreRequested request = into("over-kafka");
        kafka.request(request);
        kafka.request(request);
        apiServer.startPod(awaitJob(request), "pod-over-kafka");
        apiServer.log("pod-over-kafka", copying(40) + "\n");
        awaitShown(request.restoreId(), "bytesDone", 40);
        as("viewer")
                .get("/restores/" + request.restoreId())
                .then()
                .body("phase", equalTo("COPYING"))
                .body("phaseEndsAt", notNullValue());

        // what is asked for meanwhile is made meanwhile
        RestoreRequested here = Restores.request(
                new RecoveryTarget.Latest(),
                restores.resolve("meanwhile"),
                null,
                TestRepository.PRIMARY,
                RestoreMode.LIVE);
        post(here);
        awaitShown(here.restoreId(), "state", "RESTORED");
        RestoreRequested second = into("second");
        post(second);
        awaitJob(second);
        awaitShown(request.restoreId(), "state", "RUNNING");
        // one of the cluster has passed now
        as("viewer").get("/restores/" + request.restoreId()).then().body("endsAt", notNullValue());

        apiServer.log("pod-over-kafka", copying(100) + "\n" + new JobLine(null, restored()).write() + "\n");
        awaitShown(request.restoreId(), "state", "RESTORED");
        await().atMost(LIMIT).until(() -> !completed(request.restoreId()).isEmpty());
        assertThat(completed(request.restoreId())).singleElement().satisfies(event -> {
            assertThat(event.recoveredTo()).isEqualTo(new Lsn(4711));
            assertThat(event.checks()).extracting(Check::name).containsExactly("row-counts");
        });
        assertThat(jobsMade() - before)
                .as("one Job for each of the two, however often it was asked for")
                .isEqualTo(2);
        cancel(second);
    }

    private long jobsMade() {
        return apiServer.requests().stream()
                .filter(each -> each.equals("POST /apis/batch/v1/namespaces/shop/jobs"))
                .count();
    }

    private List<RestoreCompleted> completed(RestoreId id) {
        return kafka.all(Topics.RESTORE_COMPLETED, event -> event.restoreId().equals(id));
    }

    private void cancel(RestoreRequested request) {
        as("operator")
                .post("/restores/" + request.restoreId() + "/cancellation")
                .then()
                .statusCode(200);
        awaitShown(request.restoreId(), "state", "CANCELLED");
        assertThat(jobs(request)).as("it took its Job along").isEmpty();
    }

    @Test
    void drillInAVolumeIsToldAndLeavesNothing() throws Exception {
        apiServer.apply(Role.networkPolicy());
        RestoreRequested passing = Volumes.drill("drill-passing", newClaim(ApiServer.NAMESPACE, "drill-passing"));
        post(passing);
        apiServer.startPod(awaitJob(passing), "pod-passing");
        apiServer.keep(true);
        apiServer.log("pod-passing", new JobLine(null, restored()).write() + "\n");
        awaitShown(passing.restoreId(), "state", "RESTORED");
        await().atMost(LIMIT)
                .until(() ->
                        kafka
                                .all(
                                        Topics.DRILL_COMPLETED,
                                        each -> each.restoreId().equals(passing.restoreId()))
                                .stream()
                                .map(DrillCompleted::passed)
                                .toList()
                                .equals(List.of(true)));
        assertThat(jobs(passing)).as("it cannot be removed now").isNotEmpty();
        as("viewer").get("/restores/" + passing.restoreId()).then().body("attempts", equalTo(1));
        apiServer.keep(false);

        RestoreRequested lost = Volumes.drill("drill-lost", newClaim(ApiServer.NAMESPACE, "drill-lost"));
        post(lost);
        apiServer.end(awaitJob(lost), "Failed", "BackoffLimitExceeded");
        awaitShown(lost.restoreId(), "state", "FAILED");
        await().atMost(LIMIT).until(() -> !failed(lost.restoreId()).isEmpty());

        await("nothing is left")
                .atMost(LIMIT)
                .until(() -> apiServer.claims().stream().noneMatch(claim -> claim.startsWith("drill-"))
                        && jobs(passing).isEmpty()
                        && jobs(lost).isEmpty());
    }

    @Test
    void requestOverKafkaThatIsNotAllowedIsRefusedByEvent() throws Exception {
        RestoreRequested request = Volumes.request("volume-foreign", newClaim("kube-system", "data"));

        kafka.request(request);

        awaitShown(request.restoreId(), "state", "REFUSED");
        await().atMost(LIMIT).until(() -> !failed(request.restoreId()).isEmpty());
        assertThat(failed(request.restoreId())).singleElement().satisfies(event -> {
            assertThat(event.code()).isEqualTo(ErrorCode.REQUEST_INVALID);
            assertThat(event.message()).contains("lifeboat.kubernetes.namespaces");
        });
        assertThat(jobs(request)).isEmpty();
    }

    private List<RestoreFailed> failed(RestoreId id) {
        return kafka.all(Topics.RESTORE_FAILED, event -> event.restoreId().equals(id));
    }

    @Test
    void gapsAreToldAsData() {
        String dr = "regions.find { it.region == 'dr' }.timelines[0].";
        String store = "regions.find { it.region == 'store' }.";

        // a slice of the segment from before it was full is still there
        as("viewer")
                .get("/clusters/shop/restore-points")
                .then()
                .statusCode(200)
                .body("regions.find { it.region == 'primary' }.timelines[0].gaps", empty())
                .body(dr + "gaps", hasSize(1))
                .body(dr + "gaps[0].from", startsWith("0/"))
                .body(
                        dr + "gaps[0].to",
                        equalTo(VolumeServiceResource.lostSegment().end().toString()))
                .body(dr + "windows", hasSize(1))
                .body(store + "timelines", empty())
                .body(store + "troubles", hasSize(1));
    }
}
