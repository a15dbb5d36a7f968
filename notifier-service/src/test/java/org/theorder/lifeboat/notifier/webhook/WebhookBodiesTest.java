package org.theorder.lifeboat.notifier.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.Impact;
import org.theorder.lifeboat.events.IncidentStatus;
import org.theorder.lifeboat.notifier.Golden;
import org.theorder.lifeboat.notifier.Scenes;
import org.theorder.lifeboat.notifier.incident.RecordedIncident;
import org.theorder.lifeboat.notifier.incident.RecordedUpdate;
import org.theorder.lifeboat.notifier.incident.Telling;
import org.theorder.lifeboat.notifier.wording.Templates;

class WebhookBodiesTest {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);
    private static final WebhookBodies BODIES = new WebhookBodies(Scenes.IDENTITY, new Templates());
    private static final Telling OPENED = new Telling(Telling.Kind.OPENED, "opened");

    @Test
    void slackGetsNoLongerTextThanItTakesAndNoHalfEscapes() throws Exception {
        RecordedIncident incident = saying("<&>".repeat(1_666) + "!");

        String body = BODIES.body(WebhookSettings.Format.SLACK, incident, OPENED);

        String said = JSON.readTree(body).at("/blocks/1/text/text").asText();
        assertThat(said).hasSizeBetween(2_990, 3_000).matches("(&lt;|&amp;|&gt;)+…");
    }

    @Test
    void aShortTextIsWhole() throws Exception {
        String body = BODIES.body(WebhookSettings.Format.SLACK, saying("1 < 2; fish & chips"), OPENED);

        assertThat(JSON.readTree(body).at("/blocks/1/text/text").asText()).isEqualTo("1 &lt; 2; fish &amp; chips");
    }

    @Test
    void everyFormatLooksAsItDid() throws Exception {
        for (WebhookSettings.Format format : WebhookSettings.Format.values()) {
            String name = "webhook-" + format.name().toLowerCase(Locale.ROOT);
            golden(name + "-opened.json", BODIES.body(format, Scenes.outage(), OPENED));
            golden(
                    name + "-note.json",
                    BODIES.note(format, "message.dead", "It said \"no\": <!channel> & [more](x)", Scenes.NOW));
        }
    }

    @Test
    void quotesAndLineEndsOfForeignTextStayText() throws Exception {
        String hostile = "\"}], \\ \n\t{message.url} {#if}";

        for (WebhookSettings.Format format : List.of(WebhookSettings.Format.SLACK, WebhookSettings.Format.TEAMS)) {
            JsonNode body = JSON.readTree(BODIES.body(format, saying(hostile), OPENED));
            String said = format == WebhookSettings.Format.SLACK
                    ? body.at("/blocks/1/text/text").asText()
                    : body.at("/attachments/0/content/body/1/text").asText().replaceAll("\\\\(?=[\\\\\\]()#])", "");
            assertThat(said).isEqualTo(hostile);
        }
    }

    @Test
    void aReplacedTemplateThatIsNoJsonGivesWayToTheBuiltInOne(@TempDir Path directory) throws Exception {
        Files.createDirectories(directory.resolve("webhook"));
        Path replaced = directory.resolve("webhook/slack.json");
        Files.writeString(replaced, "{\"text\": \"{message.headline}\"}");
        assertThat(new WebhookBodies(Scenes.IDENTITY, new Templates(directory))
                        .body(WebhookSettings.Format.SLACK, Scenes.outage(), OPENED))
                .isEqualTo("{\"text\":\"OPENED: Shop database does not answer\"}");

        Files.writeString(replaced, "{\"text\": {message.headline}}");
        assertThat(new WebhookBodies(Scenes.IDENTITY, new Templates(directory))
                        .body(WebhookSettings.Format.SLACK, Scenes.outage(), OPENED))
                .isEqualTo(BODIES.body(WebhookSettings.Format.SLACK, Scenes.outage(), OPENED));
    }

    private static void golden(String name, String actual) throws Exception {
        String pretty =
                JSON.writerWithDefaultPrettyPrinter().writeValueAsString(JSON.readValue(actual, Object.class)) + "\n";
        Golden.check(name, pretty.getBytes(StandardCharsets.UTF_8));
    }

    private static RecordedIncident saying(String words) {
        RecordedIncident outage = Scenes.outage();
        RecordedUpdate line = new RecordedUpdate(
                "line", 3, IncidentStatus.IDENTIFIED, Impact.CRITICAL, words, false, true, Scenes.NOW);
        return new RecordedIncident(outage.state(), List.of(line), List.of());
    }
}
