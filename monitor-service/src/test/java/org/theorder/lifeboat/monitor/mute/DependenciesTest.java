package org.theorder.lifeboat.monitor.mute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.monitor.Mappings;
import org.theorder.lifeboat.monitor.kubernetes.KubernetesConfiguration;
import org.theorder.lifeboat.monitor.probe.PrimaryProbes;
import org.theorder.lifeboat.monitor.probe.ProbesConfiguration;
import org.theorder.lifeboat.monitor.rule.RuleName;
import org.theorder.lifeboat.monitor.rule.Subject;

class DependenciesTest {
    private static final String PREFIX = "lifeboat.monitor.probes.";
    private static final Map<String, String> NAMESPACE = Map.of(
            "lifeboat.monitor.kubernetes.eu.namespace", "shop", "lifeboat.monitor.kubernetes.eu.depends-on", "api");

    private static Dependencies dependencies(Map<String, String> on) {
        Map<String, String> properties = new HashMap<>();
        for (String name : new String[] {"region", "api", "page"}) {
            properties.put(PREFIX + name + ".kind", "tcp");
        }
        properties.put(PREFIX + "shop.kind", "sql");
        on.forEach((name, others) -> properties.put(PREFIX + name + ".depends-on", others));
        ProbesConfiguration probes = Mappings.of(ProbesConfiguration.class, properties);
        return new Dependencies(
                probes, new PrimaryProbes(probes), Mappings.of(KubernetesConfiguration.class, NAMESPACE));
    }

    private static Subject probe(String name) {
        return new Subject(RuleName.SERVICE_DOWN, name, null, name);
    }

    @Test
    void whatIsBehindADependencyIsOneToo() {
        Dependencies graph = dependencies(Map.of("page", "api", "api", "shop,region", "shop", "region"));

        assertThat(graph.of(probe("page"))).containsExactly("api", "region", "shop");
        assertThat(graph.of(probe("region"))).isEmpty();
        assertThat(graph.of(probe("unknown"))).isEmpty();
    }

    @Test
    void workloadsNeedWhatTheirNamespaceNeeds() {
        Dependencies graph = dependencies(Map.of("api", "region"));

        assertThat(graph.of(probe("eu/deployment/checkout"))).containsExactly("api", "region");
        assertThat(graph.of(new Subject(RuleName.PODS_RESTARTING, "eu/deployment/checkout", null, "checkout")))
                .containsExactly("api", "region");
        assertThat(graph.of(probe("us/deployment/checkout"))).isEmpty();
    }

    @Test
    void whatConcernsAClusterNeedsItsDatabase() {
        Subject lag = new Subject(RuleName.REPLICATION_LAG, "shop/dr", new ClusterName("shop"), "shop");

        assertThat(dependencies(Map.of("shop", "region")).of(lag)).containsExactly("shop", "region");
    }

    /** A damaged repository or a failed restore is never the fault of the database that is to be restored. */
    @ParameterizedTest
    @EnumSource(names = {"PROTECTION_FAULT", "RESTORE_FAILED", "DRILL_FAILED", "DRILL_OVERDUE", "PLAN_STALE"})
    void whatIsAboutRecoveryNeedsNoDatabase(RuleName rule) {
        Subject recovery = new Subject(rule, "shop", new ClusterName("shop"), "shop");

        assertThat(dependencies(Map.of("shop", "region")).of(recovery)).isEmpty();
    }

    @Test
    void aGraphThatCannotBeIsNamedByItsKey() {
        assertThatThrownBy(() -> dependencies(Map.of("api", "nobody")))
                .hasMessageContaining(PREFIX + "api.depends-on names nobody, which is no probe");
        assertThatThrownBy(() -> dependencies(Map.of("api", "page", "page", "api")))
                .hasMessageContaining(PREFIX + "api.depends-on leads back to api");
    }
}
