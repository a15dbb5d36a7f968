package org.theorder.lifeboat.notifier.subscriber;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.notifier.Golden;
import org.theorder.lifeboat.notifier.SceneMaintenances;
import org.theorder.lifeboat.notifier.Scenes;
import org.theorder.lifeboat.notifier.incident.Telling;
import org.theorder.lifeboat.notifier.maintenance.Maintenance;
import org.theorder.lifeboat.notifier.wording.ReaderZone;
import org.theorder.lifeboat.notifier.wording.Templates;

class MaintenanceComposerTest {
    private static final Telling ANNOUNCED = new Telling(Telling.Kind.OPENED, "update-1");
    private static final Telling BEGUN = new Telling(Telling.Kind.UPDATED, "update-2");
    private static final Telling ENDED = new Telling(Telling.Kind.RESOLVED, "update-3");

    private final MaintenanceComposer composer =
            new MaintenanceComposer(new Templates(), new Names(Scenes.catalog()), Scenes.IDENTITY);

    private final MaintenanceComposer drill =
            new MaintenanceComposer(new Templates(), new Names(Scenes.catalog()), Scenes.DRILL);

    @Test
    void mailsReadAsIntended() {
        ReaderZone stockholm = new ReaderZone(ZoneId.of("Europe/Stockholm"));

        golden("maintenance-mail-announced", composer.mail(SceneMaintenances.planned(), ANNOUNCED, stockholm));
        golden("maintenance-mail-begun", composer.mail(SceneMaintenances.running(), BEGUN, ReaderZone.UTC));
        golden("maintenance-mail-ended", composer.mail(SceneMaintenances.over(), ENDED, ReaderZone.UTC));
        golden("maintenance-mail-drill", drill.mail(SceneMaintenances.planned(), ANNOUNCED, ReaderZone.UTC));
        golden("maintenance-mail-cancelled", composer.mail(cancelled(), Maintenance.CANCELLED, ReaderZone.UTC));
    }

    @Test
    void allMailsAboutOneHaveOneSubject() {
        assertThat(composer.subject(SceneMaintenances.planned(), ANNOUNCED))
                .isEqualTo("[The Order] Maintenance: The ledger moves to PostgreSQL 18");
        assertThat(composer.subject(cancelled(), Maintenance.CANCELLED))
                .isEqualTo("Re: [The Order] Maintenance: The ledger moves to PostgreSQL 18");
    }

    @Test
    void aWebhookGetsTheSameAsJson() throws Exception {
        JsonNode begun = json(composer.webhook(SceneMaintenances.running(), BEGUN));
        JsonNode cancelled = json(composer.webhook(cancelled(), Maintenance.CANCELLED));

        assertThat(begun.path("type").asText()).isEqualTo("maintenance.in_progress");
        assertThat(begun.path("timestamp").asText()).isEqualTo("2026-11-22T12:00:00Z");
        assertThat(begun.path("data").path("scheduled_until").asText()).isEqualTo("2026-11-22T13:00:00Z");
        assertThat(begun.path("data").path("components").path(0).asText()).isEqualTo("website");
        assertThat(begun.path("unsubscribe_url").asText()).isEqualTo(Placeholder.UNSUBSCRIBE.text());
        assertThat(cancelled.path("type").asText()).isEqualTo("maintenance.cancelled");
        assertThat(cancelled.path("data").path("status").asText()).isEqualTo("cancelled");
        assertThat(cancelled.path("data").path("url").asText())
                .as("its page is gone")
                .isEqualTo(Scenes.IDENTITY.url() + "/");
    }

    @Test
    void aHostileTextIsText() {
        Maintenance planned = SceneMaintenances.planned();
        String text = "<a href=x>[in](javascript:x)\r\nBcc: a@example.org";
        Maintenance hostile = new Maintenance(
                planned.id(),
                text,
                planned.status(),
                planned.components(),
                planned.scheduledFor(),
                planned.scheduledUntil(),
                planned.createdAt(),
                null,
                null,
                List.of(new Maintenance.Update("update-1", planned.status(), text, false, Scenes.NOW)));

        assertThat(composer.mail(hostile, ANNOUNCED, ReaderZone.UTC).html())
                .doesNotContain("<a href=x>")
                .doesNotContain("\"javascript:");
        assertThat(composer.subject(hostile, ANNOUNCED)).doesNotContain("\n").doesNotContain("\r");
    }

    private static Maintenance cancelled() {
        return SceneMaintenances.planned().cancelled(Scenes.NOW);
    }

    private static JsonNode json(Words words) throws Exception {
        return new ObjectMapper().readTree(words.text());
    }

    private static void golden(String name, Words words) {
        Words shown = words.with(Placeholder.UNSUBSCRIBE, "https://status.the-order.org/unsubscribe/TOKEN");
        Golden.check(name + ".txt", shown.text().getBytes(StandardCharsets.UTF_8));
        Golden.check(name + ".html", shown.html().getBytes(StandardCharsets.UTF_8));
    }
}
