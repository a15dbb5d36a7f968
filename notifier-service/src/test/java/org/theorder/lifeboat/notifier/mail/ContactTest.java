package org.theorder.lifeboat.notifier.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.notifier.Settings;

class ContactTest {
    private static final String NAME = "lifeboat.notifier.contacts.berlin.";

    @Test
    void theNightIsTheContactsOwn() {
        Contact berlin = contact(Map.of("quiet-hours", "22:00-07:00", "zone", "Europe/Berlin"));

        assertThat(berlin.heldUntil(Instant.parse("2026-11-22T20:59:59Z"))).isEmpty();
        assertThat(berlin.heldUntil(Instant.parse("2026-11-22T21:00:00Z")))
                .contains(Instant.parse("2026-11-23T06:00:00Z"));
        assertThat(berlin.heldUntil(Instant.parse("2026-11-23T05:59:59Z")))
                .contains(Instant.parse("2026-11-23T06:00:00Z"));
        assertThat(berlin.heldUntil(Instant.parse("2026-11-23T06:00:00Z"))).isEmpty();
    }

    @Test
    void aNightInWhichTheClocksAreChangedEndsWhenTheirsSaySo() {
        Contact berlin = contact(Map.of("quiet-hours", "22:00-07:00", "zone", "Europe/Berlin"));
        Contact early = contact(Map.of("quiet-hours", "22:00-02:30", "zone", "Europe/Berlin"));

        assertThat(berlin.heldUntil(Instant.parse("2026-03-28T23:00:00Z")))
                .contains(Instant.parse("2026-03-29T05:00:00Z"));
        assertThat(berlin.heldUntil(Instant.parse("2026-10-24T23:00:00Z")))
                .contains(Instant.parse("2026-10-25T06:00:00Z"));
        // half past two does not exist in spring, and comes twice in autumn
        assertThat(early.heldUntil(Instant.parse("2026-03-28T23:00:00Z")))
                .contains(Instant.parse("2026-03-29T01:30:00Z"));
        assertThat(early.heldUntil(Instant.parse("2026-10-25T01:15:00Z")))
                .contains(Instant.parse("2026-10-25T01:30:00Z"));
    }

    @Test
    void digestsCollectUntilTheNextOfTheirTimesAlsoOutsideTheNight() {
        Contact contact = contact(Map.of("quiet-hours", "22:00-07:00", "digests", "16:00,08:00"));

        assertThat(contact.heldUntil(Instant.parse("2026-11-22T09:00:00Z")))
                .contains(Instant.parse("2026-11-22T16:00:00Z"));
        assertThat(contact.heldUntil(Instant.parse("2026-11-22T16:00:00Z")))
                .contains(Instant.parse("2026-11-23T08:00:00Z"));
        assertThat(contact.heldUntil(Instant.parse("2026-11-23T03:00:00Z")))
                .contains(Instant.parse("2026-11-23T08:00:00Z"));
    }

    @Test
    void everyMistakeNamesItsKey() {
        refused("quiet-hours", Map.of("quiet-hours", "22-7"));
        refused("quiet-hours", Map.of("quiet-hours", "22:00-22:00"));
        refused("digests", Map.of("quiet-hours", "22:00-07:00", "digests", "06:00"));
        refused("zone", Map.of("zone", "Europe/Nowhere"));
        refused("recipients", Map.of("recipients", "nobody"));
    }

    @Test
    void anAddressBelongsToOneContact() {
        assertThatThrownBy(() -> new Contacts(Settings.of(
                        ContactSettings.class,
                        Map.of(
                                NAME + "recipients",
                                "ada@example.org",
                                "lifeboat.notifier.contacts.paris.recipients",
                                "ada@example.org"))))
                .hasMessageContaining("ada@example.org");
    }

    private static void refused(String key, Map<String, String> properties) {
        assertThatThrownBy(() -> new Contacts(settings(properties))).hasMessageContaining(NAME + key);
    }

    private static Contact contact(Map<String, String> properties) {
        return Contact.of("berlin", settings(properties).contacts().get("berlin"));
    }

    private static ContactSettings settings(Map<String, String> properties) {
        Map<String, String> all = new HashMap<>(Map.of(NAME + "recipients", "ada@example.org"));
        properties.forEach((key, value) -> all.put(NAME + key, value));
        return Settings.of(ContactSettings.class, all);
    }
}
