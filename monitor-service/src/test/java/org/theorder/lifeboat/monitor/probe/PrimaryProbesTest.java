package org.theorder.lifeboat.monitor.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.monitor.Mappings;

class PrimaryProbesTest {
    private static final ClusterName SHOP = new ClusterName("shop");

    private final Map<String, String> keys = new HashMap<>();

    private PrimaryProbesTest with(String probe, String kind, String cluster) {
        keys.put("lifeboat.monitor.probes." + probe + ".kind", kind);
        keys.put("lifeboat.monitor.probes." + probe + ".cluster", cluster);
        return this;
    }

    private PrimaryProbes probes() {
        return new PrimaryProbes(Mappings.of(ProbesConfiguration.class, keys));
    }

    @Test
    void aStandbyOrAPageThatIsDownIsNotTheDatabase() {
        PrimaryProbes probes = with("shop", "sql", "shop")
                .with("shop-standby", "sql", "shop")
                .with("shop-page", "http", "shop")
                .probes();

        assertThat(probes.of(SHOP)).contains("shop");
        assertThat(probes.clusters(Set.of("shop-standby", "shop-page"))).isEmpty();
        assertThat(probes.clusters(Set.of("shop"))).containsExactly(SHOP);
    }

    @Test
    void theOnlyOneIsThatOfThePrimaryWhateverItIsCalled() {
        assertThat(with("till", "sql", "shop").probes().of(SHOP)).contains("till");
    }

    @Test
    void ofSeveralWithOtherNamesNobodyCanSay() {
        PrimaryProbes probes =
                with("east", "sql", "shop").with("west", "sql", "shop").probes();

        assertThat(probes.of(SHOP)).isEmpty();
        assertThat(probes.clusters(Set.of("east", "west"))).isEmpty();
    }
}
