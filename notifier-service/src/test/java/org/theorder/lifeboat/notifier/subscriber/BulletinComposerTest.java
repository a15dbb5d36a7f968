package org.theorder.lifeboat.notifier.subscriber;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.Impact;
import org.theorder.lifeboat.events.IncidentStatus;
import org.theorder.lifeboat.notifier.Golden;
import org.theorder.lifeboat.notifier.Scenes;
import org.theorder.lifeboat.notifier.incident.RecordedIncident;
import org.theorder.lifeboat.notifier.incident.Telling;
import org.theorder.lifeboat.notifier.wording.ReaderZone;
import org.theorder.lifeboat.notifier.wording.Templates;

class BulletinComposerTest {
    private static final Telling OPENED = new Telling(Telling.Kind.OPENED, "opened");
    private static final Telling UPDATED = new Telling(Telling.Kind.UPDATED, "updated-3");
    private static final Telling RESOLVED = new Telling(Telling.Kind.RESOLVED, "resolved-3");
    private static final ReaderZone STOCKHOLM = new ReaderZone(ZoneId.of("Europe/Stockholm"));

    private final BulletinComposer composer =
            new BulletinComposer(new Templates(), new Names(Scenes.catalog()), Scenes.IDENTITY);

    private final BulletinComposer drill =
            new BulletinComposer(new Templates(), new Names(Scenes.catalog()), Scenes.DRILL);

    @Test
    void mailsReadAsIntended() {
        golden("bulletin-opened", composer.mail(Scenes.outage(), OPENED, STOCKHOLM));
        golden("bulletin-resolved", composer.mail(Scenes.resolved(), RESOLVED, ReaderZone.UTC));
        golden("bulletin-drill", drill.mail(Scenes.outage(), UPDATED, ReaderZone.UTC));
    }

    @Test
    void theySayNoMoreThanThePage() {
        Words words = composer.mail(Scenes.outage(), OPENED, ReaderZone.UTC);

        assertThat(words.text() + words.html()).doesNotContain("127.0.0.1").doesNotContain("restore-latest");
    }

    @Test
    void aWebhookGetsTheSameAsJson() throws Exception {
        JsonNode body = new ObjectMapper()
                .readTree(composer.webhook(Scenes.resolved(), RESOLVED).text());

        assertThat(body.path("type").asText()).isEqualTo("incident.resolved");
        assertThat(body.path("data").path("status").asText()).isEqualTo("resolved");
        assertThat(body.path("data").path("resolved_at").asText()).isEqualTo("2026-11-22T11:57:11Z");
        assertThat(body.path("data").has("facts")).isFalse();
        assertThat(body.path("unsubscribe_url").asText()).isEqualTo(Placeholder.UNSUBSCRIBE.text());
    }

    @Test
    void aHostileTextIsNoLinkOfOurs() {
        String text = "\uFFFEUNSUBSCRIBE\uFFFE <a href=x>";
        RecordedIncident hostile = Scenes.incident(
                "hostile", 1, Impact.CRITICAL, IncidentStatus.INVESTIGATING, text, "x", Scenes.NOW, null, List.of());

        Words words = composer.mail(hostile, OPENED, ReaderZone.UTC).with(Placeholder.UNSUBSCRIBE, "LINK");

        assertThat(words.text().split("LINK", -1)).hasSize(2);
        assertThat(words.html().split("LINK", -1)).hasSize(2);
        assertThat(words.html()).doesNotContain("<a href=x>");
    }

    private static void golden(String name, Words words) {
        Words shown = words.with(Placeholder.UNSUBSCRIBE, "https://status.the-order.org/unsubscribe/TOKEN");
        Golden.check(name + ".txt", shown.text().getBytes(StandardCharsets.UTF_8));
        Golden.check(name + ".html", shown.html().getBytes(StandardCharsets.UTF_8));
    }
}
