package org.theorder.lifeboat.monitor.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.Fact;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.IncidentOpened;
import org.theorder.lifeboat.events.IncidentResolved;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.events.Team;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.monitor.servers.Api;
import org.theorder.lifeboat.monitor.servers.Kafka;
import org.theorder.lifeboat.monitor.servers.Kubernetes;
import org.theorder.lifeboat.monitor.servers.KubernetesApi;

/** A pod fails in the API server: one incident says so to the infrastructure team, and it resolves by itself. */
@QuarkusTest
class WorkloadIT {
    private static final String SUBJECT = "eu/deployment/checkout";

    @Test
    void aPodThatFailsIsOneIncidentUntilItServesAgain() {
        try (Kafka kafka = new Kafka();
                KubernetesClient client = Kubernetes.client()) {
            KubernetesApi.deployment(client, Kubernetes.NAMESPACE, "checkout", 1, 1);
            KubernetesApi.runningPod(client, Kubernetes.NAMESPACE, "checkout", "checkout-5d9c-a", 0);
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(
                            () -> assertThat(Api.check("service-down", SUBJECT)).isEqualTo("ok"));

            KubernetesApi.crashingPod(client, Kubernetes.NAMESPACE, "checkout", "checkout-5d9c-a", 1);
            KubernetesApi.deployment(client, Kubernetes.NAMESPACE, "checkout", 1, 0);

            Incident incident = opened(kafka).getFirst();
            assertThat(incident.team()).isEqualTo(Team.INFRASTRUCTURE);
            assertThat(incident.severity()).isEqualTo(Severity.CRITICAL);
            assertThat(incident.component()).isEqualTo("checkout");
            assertThat(incident.title()).isEqualTo("Deployment checkout has no ready pod");
            assertThat(incident.facts())
                    .contains(
                            new Fact("pod checkout-5d9c-a", "main: CrashLoopBackOff, ended before with exit code 137"));
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() ->
                            assertThat(Api.open("pods-restarting", SUBJECT)).hasSize(1));

            KubernetesApi.runningPod(client, Kubernetes.NAMESPACE, "checkout", "checkout-5d9c-a", 1);
            KubernetesApi.deployment(client, Kubernetes.NAMESPACE, "checkout", 1, 1);

            IncidentResolved resolved = kafka.await(
                            Topics.INCIDENT_RESOLVED,
                            1,
                            event -> event.incident().id().equals(incident.id()))
                    .getFirst()
                    .event();
            assertThat(resolved.incident().team()).isEqualTo(Team.INFRASTRUCTURE);
            assertThat(opened(kafka)).hasSize(1);

            forgottenWithItsIncident(client);
        }
    }

    /** Its restarts of the last 15 minutes are still an incident when it is removed. */
    private static void forgottenWithItsIncident(KubernetesClient client) {
        assertThat(Api.open("pods-restarting", SUBJECT)).hasSize(1);
        client.apps()
                .deployments()
                .inNamespace(Kubernetes.NAMESPACE)
                .withName("checkout")
                .delete();
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            assertThat(Api.check("service-down", SUBJECT)).isEqualTo("absent");
            assertThat(Api.open("pods-restarting", SUBJECT)).isEmpty();
        });
    }

    private static List<Incident> opened(Kafka kafka) {
        return kafka
                .await(
                        Topics.INCIDENT_OPENED,
                        1,
                        event -> event.incident().rule().equals("service-down")
                                && event.incident().subject().equals(SUBJECT))
                .stream()
                .map(Kafka.Heard::event)
                .map(IncidentOpened::incident)
                .toList();
    }
}
