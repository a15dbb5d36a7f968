package org.theorder.lifeboat.notifier.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.Impact;
import org.theorder.lifeboat.events.IncidentStatus;
import org.theorder.lifeboat.notifier.Scenes;
import org.theorder.lifeboat.notifier.incident.RecordedIncident;
import org.theorder.lifeboat.notifier.incident.RecordedUpdate;
import org.theorder.lifeboat.notifier.incident.Telling;

class WebhookBodiesTest {
    private static final Telling OPENED = new Telling(Telling.Kind.OPENED, "opened");

    @Test
    void slackGetsNoLongerTextThanItTakesAndNoHalfEscapes() throws Exception {
        RecordedIncident incident = saying("<&>".repeat(1_666) + "!");

        String body = new WebhookBodies(Scenes.IDENTITY).body(WebhookSettings.Format.SLACK, incident, OPENED);

        String said =
                new ObjectMapper().readTree(body).at("/blocks/1/text/text").asText();
        assertThat(said).hasSizeBetween(2_990, 3_000).matches("(&lt;|&amp;|&gt;)+…");
    }

    @Test
    void aShortTextIsWhole() throws Exception {
        String body = new WebhookBodies(Scenes.IDENTITY)
                .body(WebhookSettings.Format.SLACK, saying("1 < 2; fish & chips"), OPENED);

        assertThat(new ObjectMapper().readTree(body).at("/blocks/1/text/text").asText())
                .isEqualTo("1 &lt; 2; fish &amp; chips");
    }

    private static RecordedIncident saying(String words) {
        RecordedIncident outage = Scenes.outage();
        RecordedUpdate line = new RecordedUpdate(
                "line", 3, IncidentStatus.IDENTIFIED, Impact.CRITICAL, words, false, true, Scenes.NOW);
        return new RecordedIncident(outage.state(), List.of(line), List.of());
    }
}
