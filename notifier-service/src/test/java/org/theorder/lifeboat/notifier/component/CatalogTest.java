package org.theorder.lifeboat.notifier.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.notifier.Settings;

class CatalogTest {
    private static final String COMPONENTS = "lifeboat.notifier.components.";
    private static final String GROUPS = "lifeboat.notifier.groups.";

    @Test
    void componentsAndGroupsStandInTheOrderOfTheirPositionsAndThenOfTheirNames() {
        Catalog catalog = catalog(Map.of(
                COMPONENTS + "shop.name", "Shop database",
                COMPONENTS + "shop.group", "databases",
                COMPONENTS + "shop.cluster", "shop",
                COMPONENTS + "shop.description", "Orders",
                COMPONENTS + "ledger.name", "Ledger",
                COMPONENTS + "ledger.group", "databases",
                COMPONENTS + "website.name", "Website",
                COMPONENTS + "api.name", "API",
                GROUPS + "databases.name", "Databases",
                GROUPS + "databases.position", "1"));

        assertThat(catalog.components()).extracting(Component::id).containsExactly("ledger", "shop", "api", "website");
        assertThat(catalog.sections()).hasSize(2);
        assertThat(catalog.sections().getFirst().group()).isEqualTo(new ComponentGroup("databases", "Databases", null));
        assertThat(catalog.sections().getLast().group()).isNull();
        assertThat(catalog.component("shop"))
                .contains(new Component("shop", "Shop database", "Orders", new ClusterName("shop"), "databases"));
        assertThat(catalog.component("nothing")).isEmpty();
    }

    @Test
    void nothingDeclaredIsAnEmptyCatalog() {
        assertThat(catalog(Map.of()).components()).isEmpty();
    }

    @Test
    void everyMistakeNamesItsKey() {
        refused("components.shop.name", Map.of(COMPONENTS + "shop.name", " "));
        refused(
                "components.shop.cluster",
                Map.of(COMPONENTS + "shop.name", "Shop", COMPONENTS + "shop.cluster", "Shop!"));
        refused("groups.missing.name", Map.of(COMPONENTS + "shop.name", "Shop", COMPONENTS + "shop.group", "missing"));
        refused("components.Shop", Map.of(COMPONENTS + "Shop.name", "Shop"));
        refused("groups.empty has no components", Map.of(GROUPS + "empty.name", "Empty"));
        refused(
                "groups.shop has the id of a component",
                Map.of(
                        COMPONENTS + "shop.name", "Shop",
                        COMPONENTS + "other.name", "Other",
                        COMPONENTS + "other.group", "shop",
                        GROUPS + "shop.name", "Shop"));
    }

    private static void refused(String key, Map<String, String> settings) {
        assertThatThrownBy(() -> catalog(settings)).hasMessageContaining("lifeboat.notifier." + key);
    }

    private static Catalog catalog(Map<String, String> settings) {
        Map<String, String> components = new HashMap<>(settings);
        components.keySet().removeIf(key -> key.startsWith(GROUPS));
        Map<String, String> groups = new HashMap<>(settings);
        groups.keySet().removeIf(key -> key.startsWith(COMPONENTS));
        return Catalog.of(Settings.of(ComponentSettings.class, components), Settings.of(GroupSettings.class, groups));
    }
}
