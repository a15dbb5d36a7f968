package org.theorder.lifeboat.monitor.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.Fact;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.events.Team;
import org.theorder.lifeboat.monitor.servers.Api;
import org.theorder.lifeboat.monitor.servers.IncidentsOnKafka;
import org.theorder.lifeboat.monitor.servers.Kafka;
import org.theorder.lifeboat.monitor.servers.Kubernetes;
import org.theorder.lifeboat.monitor.servers.KubernetesApi;

/** Things go wrong in the API server: each is one incident for the infrastructure team until it is well again. */
@QuarkusTest
class WorkloadIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Kafka kafka = new Kafka();
    private final IncidentsOnKafka incidents = new IncidentsOnKafka(kafka);
    private final KubernetesClient client = Kubernetes.client();

    @AfterEach
    void close() {
        client.close();
        kafka.close();
    }

    private void deployment(String name, int desired, int ready) {
        KubernetesApi.deployment(client, Kubernetes.NAMESPACE, name, desired, ready);
    }

    private void running(String deployment, int restarts) {
        KubernetesApi.runningPod(client, Kubernetes.NAMESPACE, deployment, deployment + "-5d9c-a", restarts);
    }

    private void crashing(String deployment, int restarts) {
        KubernetesApi.crashingPod(client, Kubernetes.NAMESPACE, deployment, deployment + "-5d9c-a", restarts);
    }

    /** It is forgotten with its incidents. */
    private void delete(String name) {
        client.apps()
                .deployments()
                .inNamespace(Kubernetes.NAMESPACE)
                .withName(name)
                .delete();
        client.pods()
                .inNamespace(Kubernetes.NAMESPACE)
                .withName(name + "-5d9c-a")
                .delete();
        await().atMost(LIMIT).untilAsserted(() -> {
            assertThat(Api.check("service-down", "eu/deployment/" + name)).isEqualTo("absent");
            assertThat(Api.open("pods-restarting", "eu/deployment/" + name)).isEmpty();
        });
    }

    @Test
    void aPodThatFailsIsOneUntilItServesAgain() {
        deployment("checkout", 1, 1);
        running("checkout", 0);
        Incident incident = incidents.isOneFor(
                Team.INFRASTRUCTURE,
                "service-down",
                "eu/deployment/checkout",
                () -> {
                    crashing("checkout", 1);
                    deployment("checkout", 1, 0);
                },
                () -> {
                    running("checkout", 1);
                    deployment("checkout", 1, 1);
                });
        assertThat(incident.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(incident.component()).isEqualTo("checkout");
        assertThat(incident.title()).isEqualTo("Deployment checkout has no ready pod");
        assertThat(incident.facts())
                .contains(new Fact("pod checkout-5d9c-a", "main: CrashLoopBackOff, ended before with exit code 137"));

        assertThat(Api.open("pods-restarting", "eu/deployment/checkout"))
                .as("its restart was less than 15 minutes ago")
                .hasSize(1);
        delete("checkout");
    }

    @Test
    void aStatefulSetWithoutAReadyPodIsOneUntilItServesAgain() {
        KubernetesApi.statefulSet(client, Kubernetes.NAMESPACE, "ledger", 1, 1);
        Incident incident = incidents.isOneFor(
                Team.INFRASTRUCTURE,
                "service-down",
                "eu/statefulset/ledger",
                () -> KubernetesApi.statefulSet(client, Kubernetes.NAMESPACE, "ledger", 1, 0),
                () -> KubernetesApi.statefulSet(client, Kubernetes.NAMESPACE, "ledger", 1, 1));
        assertThat(incident.title()).isEqualTo("StatefulSet ledger has no ready pod");
        client.apps()
                .statefulSets()
                .inNamespace(Kubernetes.NAMESPACE)
                .withName("ledger")
                .delete();
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(Api.check("service-down", "eu/statefulset/ledger"))
                        .isEqualTo("absent"));
    }

    @Test
    void aDaemonSetWithoutAReadyPodIsOneUntilItServesAgain() {
        KubernetesApi.daemonSet(client, Kubernetes.NAMESPACE, "agent", 2, 2);
        Incident incident = incidents.isOneFor(
                Team.INFRASTRUCTURE,
                "service-down",
                "eu/daemonset/agent",
                () -> KubernetesApi.daemonSet(client, Kubernetes.NAMESPACE, "agent", 2, 0),
                () -> KubernetesApi.daemonSet(client, Kubernetes.NAMESPACE, "agent", 2, 2));
        assertThat(incident.title()).isEqualTo("DaemonSet agent has no ready pod");
        client.apps()
                .daemonSets()
                .inNamespace(Kubernetes.NAMESPACE)
                .withName("agent")
                .delete();
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(Api.check("service-down", "eu/daemonset/agent"))
                        .isEqualTo("absent"));
    }

    /** It lasts a second here, five minutes by default. */
    @Test
    void aWorkloadThatLacksPodsIsOneUntilTheyAreReady() {
        deployment("orders", 3, 3);
        Incident incident = incidents.isOneFor(
                Team.INFRASTRUCTURE,
                "workload-degraded",
                "eu/deployment/orders",
                () -> deployment("orders", 3, 2),
                () -> deployment("orders", 3, 3));
        assertThat(incident.severity()).isEqualTo(Severity.WARNING);
        assertThat(incident.facts()).contains(new Fact("workload", "deployment/orders: 2 of 3 pods are ready"));
        assertThat(Api.open("service-down", "eu/deployment/orders")).isEmpty();
        delete("orders");
    }

    /** The restarts that were seen count for 15 minutes; here so many are allowed that what counts is the pod's state. */
    @Test
    void aPodThatIsRestartedAgainAndAgainIsOneUntilItRuns() {
        deployment("mailer", 2, 2);
        running("mailer", 0);
        Incident incident = incidents.isOneFor(
                Team.INFRASTRUCTURE,
                "pods-restarting",
                "eu/deployment/mailer",
                () -> crashing("mailer", 3),
                () -> running("mailer", 4));
        assertThat(incident.severity()).isEqualTo(Severity.WARNING);
        assertThat(incident.title()).isEqualTo("Deployment mailer is restarted again and again");
        delete("mailer");
    }

    @Test
    void aVolumeThatFillsUpIsOneUntilThereIsRoom() {
        kubeletSays(600_000);
        Pod pod = KubernetesApi.podWithVolume(client, Kubernetes.NAMESPACE, "ledger-0", "data-ledger-0");
        Incident incident = incidents.isOneFor(
                Team.INFRASTRUCTURE,
                "storage-used",
                "eu/volume/data-ledger-0",
                () -> kubeletSays(150_000),
                () -> kubeletSays(600_000));
        assertThat(incident.severity()).isEqualTo(Severity.WARNING);
        assertThat(incident.title()).isEqualTo("The volume data-ledger-0 is filling up");
        client.resource(pod).delete();
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(Api.check("storage-used", "eu/volume/data-ledger-0"))
                        .isEqualTo("absent"));
    }

    private static void kubeletSays(long available) {
        Kubernetes.kubeletSays(KubernetesApi.summary(Kubernetes.NAMESPACE, "ledger-0", "data-ledger-0", available));
    }
}
