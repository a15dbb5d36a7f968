package org.theorder.lifeboat.monitor.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.monitor.rule.Observation;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.monitor.rule.RuleName;
import org.theorder.lifeboat.monitor.rule.Subject;
import org.theorder.lifeboat.monitor.rule.SubjectKey;
import org.theorder.lifeboat.monitor.servers.KubernetesApi;
import org.theorder.lifeboat.servers.test.TcpProxy;

/** What the watches show, and that nobody is told of what they no longer see. The API server is fabric8's. */
class WorkloadProbeTest {
    private static final String NAMESPACE = "shop";
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T12:00:00Z"), ZoneOffset.UTC);
    private static final String CHECKOUT = "eu/deployment/checkout";

    @TempDir
    Path folder;

    private KubernetesApi api;
    private KubernetesClient somebody;
    private TcpProxy way;
    private ApiServer server;
    private NamespaceWatch watch;
    private WorkloadProbe probe;

    @BeforeEach
    void start() {
        api = KubernetesApi.start();
        somebody = api.client();
        way = TcpProxy.to("127.0.0.1", api.server().getPort());
        server = new ApiServer(KubernetesApi.kubeconfig(folder, way.port()), null, TIMEOUT);
        KubernetesApi.deployment(somebody, NAMESPACE, "checkout", 2, 2);
        probe = probe(null, Set.of());
    }

    @AfterEach
    void end() {
        watch.close();
        server.close();
        way.close();
        api.close();
    }

    private WorkloadProbe probe(String selector, Set<Workload.Id> required) {
        Namespace namespace = new Namespace("eu", NAMESPACE, selector, required, null);
        watch = new NamespaceWatch(server, namespace);
        return new WorkloadProbe(namespace, server, watch, Duration.ofSeconds(1), TIMEOUT, CLOCK);
    }

    private static Optional<Reading> reading(List<Observation> observations, RuleName rule, String subject) {
        return observations.stream()
                .filter(observation -> observation.subject().key().equals(new SubjectKey(rule, subject)))
                .map(Observation::reading)
                .findFirst();
    }

    private void sees(RuleName rule, String subject, Consumer<Reading> reading) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(reading(probe.look(), rule, subject)).hasValueSatisfying(reading));
    }

    private static void good(Reading reading) {
        assertThat(reading).isInstanceOf(Reading.Good.class);
    }

    private static void bad(Reading reading) {
        assertThat(reading).isInstanceOf(Reading.Bad.class);
    }

    @Test
    void noReadyPodIsDownAndSomeAreDegraded() {
        sees(RuleName.SERVICE_DOWN, CHECKOUT, WorkloadProbeTest::good);
        sees(RuleName.SERVICE_DOWN, "eu/api", api -> assertThat(api.value()).isEqualTo("1 workloads are watched"));

        KubernetesApi.deployment(somebody, NAMESPACE, "checkout", 2, 1);
        sees(RuleName.WORKLOAD_DEGRADED, CHECKOUT, WorkloadProbeTest::bad);
        sees(RuleName.SERVICE_DOWN, CHECKOUT, WorkloadProbeTest::good);

        KubernetesApi.deployment(somebody, NAMESPACE, "checkout", 2, 0);
        sees(RuleName.SERVICE_DOWN, CHECKOUT, WorkloadProbeTest::bad);

        KubernetesApi.deployment(somebody, NAMESPACE, "checkout", 0, 0);
        sees(RuleName.SERVICE_DOWN, CHECKOUT, WorkloadProbeTest::good);
    }

    @Test
    void aStatefulSetIsDownDegradedAndRestartedAsADeploymentIs() {
        KubernetesApi.statefulSet(somebody, NAMESPACE, "ledger", 3, 3);
        sees(RuleName.SERVICE_DOWN, "eu/statefulset/ledger", WorkloadProbeTest::good);
        sees(RuleName.WORKLOAD_DEGRADED, "eu/statefulset/ledger", WorkloadProbeTest::good);

        KubernetesApi.crashingPodOf(somebody, NAMESPACE, "StatefulSet", "ledger", "ledger-0", 4);
        KubernetesApi.statefulSet(somebody, NAMESPACE, "ledger", 3, 2);
        sees(RuleName.WORKLOAD_DEGRADED, "eu/statefulset/ledger", WorkloadProbeTest::bad);
        sees(RuleName.PODS_RESTARTING, "eu/statefulset/ledger", WorkloadProbeTest::bad);

        KubernetesApi.statefulSet(somebody, NAMESPACE, "ledger", 3, 0);
        sees(RuleName.SERVICE_DOWN, "eu/statefulset/ledger", WorkloadProbeTest::bad);
    }

    @Test
    void aDaemonSetWantsAPodOnEachNodeThatItMayRunOn() {
        KubernetesApi.daemonSet(somebody, NAMESPACE, "agent", 0, 0);
        sees(
                RuleName.SERVICE_DOWN,
                "eu/daemonset/agent",
                none -> assertThat(none.value()).isEqualTo("wants no pod"));

        KubernetesApi.daemonSet(somebody, NAMESPACE, "agent", 2, 1);
        KubernetesApi.crashingPodOf(somebody, NAMESPACE, "DaemonSet", "agent", "agent-x", 1);
        sees(RuleName.WORKLOAD_DEGRADED, "eu/daemonset/agent", WorkloadProbeTest::bad);
        sees(RuleName.PODS_RESTARTING, "eu/daemonset/agent", WorkloadProbeTest::bad);
        sees(RuleName.SERVICE_DOWN, "eu/daemonset/agent", WorkloadProbeTest::good);

        KubernetesApi.daemonSet(somebody, NAMESPACE, "agent", 2, 0);
        sees(RuleName.SERVICE_DOWN, "eu/daemonset/agent", WorkloadProbeTest::bad);
    }

    /** It may have come while another process evaluated. */
    @Test
    void noWorkloadIsGoneBeforeTheFirstLookOfATerm() {
        SubjectKey other = new SubjectKey(RuleName.SERVICE_DOWN, "eu/deployment/other");
        sees(RuleName.SERVICE_DOWN, CHECKOUT, WorkloadProbeTest::good);
        assertThat(probe.finds(other)).isFalse();

        probe.recall(List.of());
        assertThat(probe.finds(other)).isTrue();
        probe.look();
        assertThat(probe.finds(other)).isFalse();
    }

    /** The API server is away since before this process began: that is one incident, and explains the workloads. */
    @Test
    void aWorkloadThatWasSeenBeforeARestartIsUnknownUntilItIsSeenAgain() {
        Subject checkout = new Subject(RuleName.SERVICE_DOWN, CHECKOUT, null, "checkout");
        probe.recall(List.of(checkout, new Subject(RuleName.SERVICE_DOWN, "shop", null, "shop")));

        assertThat(probe.unseen("a defect"))
                .contains(new Observation(checkout, new Reading.Unknown("a defect", true)))
                .hasSize(2);
    }

    @Test
    void restartsAreCountedAndACrashLoopIsBad() {
        KubernetesApi.runningPod(somebody, NAMESPACE, "checkout", "checkout-5d9c-a", 7);
        sees(
                RuleName.PODS_RESTARTING,
                CHECKOUT,
                none -> assertThat(none.value()).isEqualTo("no restart in 15 min"));

        KubernetesApi.runningPod(somebody, NAMESPACE, "checkout", "checkout-5d9c-a", 10);
        sees(
                RuleName.PODS_RESTARTING,
                CHECKOUT,
                some -> assertThat(some)
                        .isInstanceOfSatisfying(
                                Reading.Measured.class,
                                measured -> assertThat(measured.amount()).isEqualTo(3)));

        KubernetesApi.crashingPod(somebody, NAMESPACE, "checkout", "checkout-5d9c-a", 11);
        sees(RuleName.PODS_RESTARTING, CHECKOUT, WorkloadProbeTest::bad);
    }

    @Test
    void withoutTheApiServerEveryWorkloadIsUnknownAndWhatChangedMeanwhileIsSeenAfterwards() {
        sees(RuleName.SERVICE_DOWN, CHECKOUT, WorkloadProbeTest::good);

        way.cut();
        sees(RuleName.SERVICE_DOWN, "eu/api", WorkloadProbeTest::bad);
        sees(
                RuleName.SERVICE_DOWN,
                CHECKOUT,
                unknown -> assertThat(unknown)
                        .isInstanceOfSatisfying(
                                Reading.Unknown.class,
                                reading -> assertThat(reading.explained()).isTrue()));
        KubernetesApi.deployment(somebody, NAMESPACE, "checkout", 2, 0);

        way.recover();
        sees(RuleName.SERVICE_DOWN, CHECKOUT, WorkloadProbeTest::bad);
        sees(RuleName.SERVICE_DOWN, "eu/api", WorkloadProbeTest::good);
    }

    @Test
    void anApiServerThatHangsIsNotGreen() {
        sees(RuleName.SERVICE_DOWN, CHECKOUT, WorkloadProbeTest::good);
        way.stall();
        assertThat(reading(probe.look(), RuleName.SERVICE_DOWN, CHECKOUT))
                .hasValueSatisfying(reading -> assertThat(reading).isInstanceOf(Reading.Unknown.class));
    }

    @Test
    void aTokenThatIsRefusedIsNoOutage() {
        sees(RuleName.SERVICE_DOWN, "eu/api", WorkloadProbeTest::good);
        api.server().clearExpectations();
        api.server().expect().get().withPath("/version").andReturn(401, "").always();
        // a kept connection may be closed by the server just then: told as such once, and refused by the next
        sees(
                RuleName.SERVICE_DOWN,
                "eu/api",
                refused -> assertThat(refused)
                        .isInstanceOfSatisfying(
                                Reading.Unknown.class,
                                unknown -> assertThat(unknown.explained()).isFalse()));
    }

    @Test
    void whatMustBeThereAndIsNotIsDown() {
        watch.close();
        probe = probe(null, Set.of(Workload.Id.parse("statefulset/ledger").orElseThrow()));
        sees(RuleName.SERVICE_DOWN, "eu/statefulset/ledger", WorkloadProbeTest::bad);
    }

    @Test
    void anEmptyNamespaceIsBad() {
        watch.close();
        probe = probe("part-of=other", Set.of());
        sees(RuleName.SERVICE_DOWN, "eu/api", WorkloadProbeTest::bad);
        watch.close();
        probe = probe("part-of=shop", Set.of());
        sees(RuleName.SERVICE_DOWN, "eu/api", WorkloadProbeTest::good);
    }

    @Test
    void aRemovedWorkloadIsForgottenOnceTheListIsKnown() {
        SubjectKey checkout = new SubjectKey(RuleName.SERVICE_DOWN, CHECKOUT);
        SubjectKey former = new SubjectKey(RuleName.SERVICE_DOWN, "eu/deployment/former");
        assertThat(probe.finds(former)).isTrue();
        sees(RuleName.SERVICE_DOWN, CHECKOUT, WorkloadProbeTest::good);
        assertThat(probe.finds(checkout)).isTrue();
        assertThat(probe.finds(former)).isFalse();
        assertThat(probe.finds(new SubjectKey(RuleName.SERVICE_DOWN, "us/deployment/checkout")))
                .isFalse();
    }
}
