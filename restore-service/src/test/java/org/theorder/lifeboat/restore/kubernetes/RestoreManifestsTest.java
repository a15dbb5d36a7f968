package org.theorder.lifeboat.restore.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicySpec;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RestoreRequested;
import org.theorder.lifeboat.events.RestoreRequested.KubernetesVolume;
import org.theorder.lifeboat.events.RestoreRequested.NewClaim;
import org.theorder.lifeboat.events.RestoreRequested.PodResources;
import org.theorder.lifeboat.restore.job.RestoreOrder;

/** What is asked for and what is made of it. */
class RestoreManifestsTest {
    private static final Set<String> NAMESPACES = Set.of(ApiServer.NAMESPACE);

    private static Job job(RestoreRequested request) {
        VolumeRequest volume = VolumeRequest.of(request, NAMESPACES);
        RestoreOrder order = new OrderWriter(
                        Volumes.regions("s3://backups/main?region=eu-west-1"),
                        List.of("primary"),
                        Volumes.settings(),
                        "/usr/lib/postgresql/18/bin",
                        Duration.ofHours(1))
                .order(volume, Instant.EPOCH);
        return new RestoreManifests(volume, Volumes.configuration(Duration.ofMinutes(1))).job(order, "image");
    }

    @Test
    void podIsRestrictedAndHasNoAccount() {
        PodSpec pod =
                job(Volumes.request("one", Volumes.NEW)).getSpec().getTemplate().getSpec();
        Container container = pod.getContainers().getFirst();

        assertThat(pod.getAutomountServiceAccountToken()).isFalse();
        assertThat(pod.getRestartPolicy()).isEqualTo("Never");
        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod.getSecurityContext().getRunAsUser()).isEqualTo(999);
        assertThat(pod.getSecurityContext().getFsGroup()).isEqualTo(999);
        assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
        assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
        assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
    }

    @Test
    void secretsAreMountedAndNeverInlined() {
        PodSpec pod =
                job(Volumes.request("two", Volumes.NEW)).getSpec().getTemplate().getSpec();

        assertThat(pod.getVolumes())
                .filteredOn(volume -> volume.getSecret() != null)
                .extracting(
                        volume -> volume.getSecret().getSecretName(),
                        volume -> volume.getSecret().getDefaultMode())
                .containsExactlyInAnyOrder(tuple("store", 0440), tuple("identities", 0440));
        RestoreOrder order = RestoreOrder.read(
                pod.getContainers().getFirst().getEnv().getFirst().getValue());
        assertThat(order.identities()).isEqualTo("/etc/lifeboat/identities");
        assertThat(order.regions())
                .containsExactly(new RestoreOrder.Region(
                        "primary",
                        "s3://backups/main?region=eu-west-1",
                        "/etc/lifeboat/credentials/primary",
                        null,
                        null));
        assertThat(order.assertions()).extracting(RestoreOrder.Question::name).contains("products");
    }

    @Test
    void networkPolicyShutsTheirPodsOffAndThoseOfNoLiveRestore() throws Exception {
        NetworkPolicySpec policy = Role.networkPolicy().getSpec();
        Job drill = job(Volumes.drill("one", Volumes.NEW));
        Job live = job(Volumes.request("two", Volumes.NEW));

        assertThat(labels(drill)).containsAllEntriesOf(policy.getPodSelector().getMatchLabels());
        assertThat(labels(live)
                        .entrySet()
                        .containsAll(policy.getPodSelector().getMatchLabels().entrySet()))
                .isFalse();
        assertThat(policy.getPolicyTypes()).containsExactlyInAnyOrder("Ingress", "Egress");
        assertThat(policy.getIngress()).isEmpty();
        assertThat(policy.getEgress())
                .allSatisfy(rule ->
                        assertThat(rule.getTo()).as("no rule is for everywhere").isNotEmpty())
                .flatExtracting(NetworkPolicyEgressRule::getPorts)
                .extracting(port -> port.getPort().getIntVal())
                .containsOnly(53, 443);
    }

    private static Map<String, String> labels(Job job) {
        return job.getSpec().getTemplate().getMetadata().getLabels();
    }

    @Test
    void drillIsToldHowOldItsDataMayBe() {
        assertThat(order(job(Volumes.drill("one", Volumes.NEW))).dataAgeLimit()).isEqualTo(Duration.ofHours(1));
        assertThat(order(job(Volumes.request("two", Volumes.NEW))).dataAgeLimit())
                .isNull();
    }

    private static RestoreOrder order(Job job) {
        return RestoreOrder.read(job.getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst()
                .getEnv()
                .getFirst()
                .getValue());
    }

    @Test
    void drillIntoAClaimThatIsThereIsRefused() {
        RestoreRequested request = Volumes.drill("one", Volumes.volume("data", null));

        assertThatThrownBy(() -> VolumeRequest.of(request, NAMESPACES)).hasMessageContaining("say with 'create'");
    }

    @Test
    void resourcesAreThoseOfTheRequestOrTheDefault() {
        KubernetesVolume modest =
                new KubernetesVolume("shop", "data", null, new PodResources("500m", null), null, null);
        Container container = job(Volumes.request("three", modest))
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst();

        assertThat(container.getResources().getRequests())
                .containsEntry("cpu", new Quantity("500m"))
                .containsEntry("memory", new Quantity("1Gi"))
                .isEqualTo(container.getResources().getLimits());
        assertThat(container.getVolumeMounts()).extracting("mountPath").containsExactly("/restore", "/tmp");
    }

    @Test
    void kubernetesKnowsEveryField() throws Exception {
        Job job = job(Volumes.request("four", Volumes.NEW));

        Role.refuseUnknownFields(Serialization.unmarshal(Serialization.asYaml(job), Job.class), "Job");
        assertThat(Role.manifests()).extracting("kind").containsExactly("Role", "RoleBinding");
        Job typo =
                Serialization.unmarshal(Serialization.asYaml(job).replace("backoffLimit", "backOffLimit"), Job.class);
        assertThatThrownBy(() -> Role.refuseUnknownFields(typo, "Job")).isInstanceOf(AssertionError.class);
    }

    @Test
    void nameFollowsFromTheIdAndFitsALabel() {
        String longest = "R" + "_x.".repeat(26);
        String name = VolumeRequest.of(Volumes.request(longest, Volumes.NEW), NAMESPACES)
                .jobName();

        assertThat(name).matches("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
        assertThat(VolumeRequest.of(Volumes.request(longest, Volumes.NEW), NAMESPACES)
                        .jobName())
                .isEqualTo(name);
        assertThat(VolumeRequest.of(Volumes.request(longest.toLowerCase(Locale.ROOT), Volumes.NEW), NAMESPACES)
                        .jobName())
                .isNotEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({
        "kube-system, data, /restore/pgdata, , , 20Gi, namespaces",
        "shop, Data, /restore/pgdata, , , 20Gi, claim is no name",
        "shop, data, /restore, , , 20Gi, below /restore",
        "shop, data, /restore/../etc, , , 20Gi, below /restore",
        "shop, data, /srv/pgdata, , , 20Gi, below /restore",
        "shop, data, /restore/pgdata, 5432, , 20Gi, no server is started",
        "shop, data, /restore/pgdata, , other, , must be its name",
        "shop, data, /restore/pgdata, , shop, 20Gi, nothing to overwrite",
        "shop, data, /restore/pgdata, , , much, create.size",
        "shop, data, /restore/pgdata, , , 0, create.size",
    })
    void whatIsWrongIsRefusedWithTheReason(
            String namespace, String claim, String directory, Integer port, String over, String size, String reason) {
        KubernetesVolume volume = new KubernetesVolume(
                namespace, claim, size == null ? null : new NewClaim(size, null), null, null, null);
        RestoreRequested request =
                Volumes.request("five", volume, directory, port, over == null ? null : new ClusterName(over));

        assertThatThrownBy(() -> VolumeRequest.of(request, NAMESPACES))
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REQUEST_INVALID))
                .hasMessageContaining(reason);
    }
}
