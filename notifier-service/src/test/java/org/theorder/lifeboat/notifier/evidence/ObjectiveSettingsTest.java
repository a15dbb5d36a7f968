package org.theorder.lifeboat.notifier.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.notifier.Settings;

class ObjectiveSettingsTest {
    private static final String PREFIX = "lifeboat.notifier.objectives.";

    @Test
    void defaultsAreThoseOfTheRequirements() {
        assertThat(objectives(Map.of()))
                .isEqualTo(new Objectives(new RegionName("dr"), Duration.ofHours(1), Duration.ofMinutes(2)));
    }

    @Test
    void everyMistakeNamesItsKey() {
        assertThatThrownBy(() -> objectives(Map.of(PREFIX + "region", "DR!"))).hasMessageContaining(PREFIX + "region");
        assertThatThrownBy(() -> objectives(Map.of(PREFIX + "rpo", "0s"))).hasMessageContaining(PREFIX + "rpo");
        assertThatThrownBy(() -> objectives(Map.of(PREFIX + "fresh-for", "1s")))
                .hasMessageContaining(PREFIX + "fresh-for");
    }

    private static Objectives objectives(Map<String, String> properties) {
        return Objectives.of(Settings.of(ObjectiveSettings.class, properties));
    }
}
