package org.theorder.lifeboat.monitor.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.smallrye.config.ConfigValidationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.monitor.Mappings;
import org.theorder.lifeboat.monitor.probe.Forecast;
import org.theorder.lifeboat.monitor.probe.Probe;

class KubernetesProbesTest {
    private static final String EU = "lifeboat.monitor.kubernetes.eu.";
    private static final KubernetesSerialization YAML = new KubernetesSerialization();
    private static final Path MANIFESTS = Path.of("../deploy/kubernetes");

    private static List<Probe> probes(Map<String, String> properties) {
        return new KubernetesProbes(
                        Mappings.of(KubernetesConfiguration.class, properties),
                        _ -> Forecast.History.NONE,
                        Clock.systemUTC())
                .probes();
    }

    private static Map<String, String> with(String key, String value) {
        Map<String, String> properties = new HashMap<>(Map.of(EU + "namespace", "shop", EU + "volumes", "true"));
        properties.put(EU + key, value);
        return properties;
    }

    @Test
    void volumesAreAskedForOnlyIfWanted() {
        assertThat(probes(Map.of())).isEmpty();
        assertThat(probes(Map.of(EU + "namespace", "shop")))
                .extracting(Probe::name)
                .containsExactly("kubernetes eu");
        assertThat(probes(with("volumes", "true")))
                .extracting(Probe::name)
                .containsExactly("kubernetes eu", "volumes of kubernetes eu");
    }

    @ParameterizedTest
    @CsvSource({
        "interval, 0s",
        "interval, 21s",
        "timeout, -1s",
        "volumes-interval, 0s",
        "kubeconfig, relative",
        "workloads, checkout",
        "workloads, job/checkout",
        "workloads, deployment/"
    })
    void aWrongValueIsNamedByItsKey(String key, String value) {
        assertThatThrownBy(() -> probes(with(key, value)))
                .isInstanceOf(LifeboatException.class)
                .hasMessageStartingWith(EU + key + " ");
    }

    @Test
    void theNamespaceIsNeeded() {
        assertThatThrownBy(() -> probes(Map.of(EU + "interval", "1s")))
                .isInstanceOf(ConfigValidationException.class)
                .hasMessageContaining(EU + "namespace");
    }

    @Test
    void theManifestsAreValidAndAllowNoMoreThanToWatch() throws IOException {
        List<HasMetadata> workloads = read("monitor-workloads.yaml");
        assertThat(rules(((Role) workloads.get(1)).getRules()))
                .containsExactly("apps daemonsets deployments statefulsets: list watch", " pods: list watch");
        List<HasMetadata> volumes = read("monitor-volumes.yaml");
        assertThat(rules(((ClusterRole) volumes.getFirst()).getRules())).containsExactly(" nodes/proxy: get");
    }

    private static List<HasMetadata> read(String file) throws IOException {
        List<HasMetadata> read = Arrays.stream(
                        Files.readString(MANIFESTS.resolve(file)).split("(?m)^---$"))
                .<HasMetadata>map(text -> YAML.unmarshal(text, HasMetadata.class))
                .toList();
        assertThat(read)
                .extracting(HasMetadata::getMetadata)
                .extracting(ObjectMeta::getName)
                .contains("lifeboat-monitor");
        return read;
    }

    private static List<String> rules(List<PolicyRule> rules) {
        return rules.stream()
                .peek(rule -> assertThat(rule.getAdditionalProperties()).isEmpty())
                .map(rule -> String.join(" ", rule.getApiGroups()) + " " + String.join(" ", rule.getResources()) + ": "
                        + String.join(" ", rule.getVerbs()))
                .toList();
    }
}
