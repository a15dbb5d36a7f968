package org.theorder.lifeboat.notifier.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.notifier.Settings;

class PageSettingsTest {
    private static final String PREFIX = "lifeboat.notifier.page.";

    @Test
    void aSlashAtTheEndOfTheAddressDoesNotDouble() {
        PageIdentity page = identity(Map.of(
                PREFIX + "url", "https://status.the-order.org/",
                PREFIX + "name", "The Order",
                PREFIX + "time-zone", "Europe/Stockholm"));

        assertThat(page.incidentUrl("i-1")).isEqualTo("https://status.the-order.org/incidents/i-1");
        assertThat(page.timeZone().getId()).isEqualTo("Europe/Stockholm");
        assertThat(page.drill()).isFalse();
        assertThat(page.id()).matches("[a-z0-9]{12}").isEqualTo(page.id());
    }

    @Test
    void everyMistakeNamesItsKey() {
        refused("name", Map.of(PREFIX + "name", " "));
        refused("url", Map.of(PREFIX + "url", "ftp://example.org"));
        refused("url", Map.of(PREFIX + "url", "https://example.org/?a=b"));
        refused("stale-after", Map.of(PREFIX + "rebuild-every", "90s"));
        refused("rebuild-every", Map.of(PREFIX + "rebuild-every", "10ms"));
    }

    @Test
    void tagsMatchAsHttpSays() {
        Document document = Document.of(Document.TEXT, "content");

        assertThat(document.matches(document.entityTag())).isTrue();
        assertThat(document.matches("W/" + document.entityTag())).isTrue();
        assertThat(document.matches("\"other\", " + document.entityTag())).isTrue();
        assertThat(document.matches("*")).isTrue();
        assertThat(document.matches("\"other\"")).isFalse();
    }

    private static void refused(String key, Map<String, String> properties) {
        assertThatThrownBy(() -> identity(properties))
                .hasMessageContaining("lifeboat.notifier.page.")
                .hasMessageContaining(key);
    }

    private static PageIdentity identity(Map<String, String> properties) {
        return PageIdentity.of(Settings.of(PageSettings.class, properties), false);
    }
}
