package org.theorder.lifeboat.notifier.feed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.Impact;
import org.theorder.lifeboat.events.IncidentStatus;
import org.theorder.lifeboat.notifier.Golden;
import org.theorder.lifeboat.notifier.Scenes;
import org.theorder.lifeboat.notifier.incident.RecordedIncident;
import org.theorder.lifeboat.notifier.page.Document;
import org.theorder.lifeboat.notifier.status.Observations;
import org.theorder.lifeboat.notifier.wording.Templates;
import org.w3c.dom.NodeList;

class FeedRendererTest {
    private static final List<String> ALL =
            List.of(FeedRenderer.RSS, FeedRenderer.ATOM, FeedRenderer.JSON_FEED, FeedRenderer.CALENDAR);

    private final FeedRenderer renderer = new FeedRenderer(new Templates(), Scenes.computation(), Scenes.IDENTITY);

    @Test
    void theFeedsAreThoseOfTheGoldenFiles() {
        Map<String, Document> feeds = feeds(Scenes.maintenance());

        for (String path : ALL) {
            Golden.check(
                    "feed-maintenance" + path.replace('/', '-'), feeds.get(path).content());
        }
        Golden.check(
                "feed-outage-history.atom",
                feeds(Scenes.majorOutage()).get(FeedRenderer.ATOM).content());
    }

    @Test
    void hostileTextStaysText() throws Exception {
        String hostile = "</title><script>alert(1)</script> & ]]> \"quoted\"";
        Instant now = Scenes.NOW;
        RecordedIncident incident = Scenes.incident(
                "hostile",
                1,
                Impact.MAJOR,
                IncidentStatus.INVESTIGATING,
                "shop",
                hostile,
                now,
                null,
                List.of(Scenes.line(1, IncidentStatus.INVESTIGATING, Impact.MAJOR, hostile, true, now)));
        Map<String, Document> feeds = feeds(Scenes.with(List.of(incident), now));

        assertThat(texts(feeds.get(FeedRenderer.RSS), "title")).contains(hostile);
        assertThat(texts(feeds.get(FeedRenderer.ATOM), "title")).contains(hostile);
        assertThat(texts(feeds.get(FeedRenderer.ATOM), "content").getFirst()).doesNotContain("<script>");
        JsonNode json =
                new ObjectMapper().readTree(feeds.get(FeedRenderer.JSON_FEED).content());
        assertThat(json.path("items").path(0).path("title").asText()).isEqualTo(hostile);
        assertThat(json.path("items").path(0).path("content_html").asText()).doesNotContain("<script>");
    }

    @Test
    void linesOfTheCalendarAreFoldedAndEndAsTheyMust() {
        String calendar = new String(
                feeds(Scenes.maintenance()).get(FeedRenderer.CALENDAR).content(), StandardCharsets.UTF_8);

        assertThat(calendar).endsWith("END:VCALENDAR\r\n").contains("DTSTART:20261128T020000Z");
        assertThat(calendar.replace("\r\n", "")).doesNotContain("\n");
        for (String line : calendar.split("\r\n", -1)) {
            assertThat(line.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(75);
        }
        assertThat(calendar.replace("\r\n ", ""))
                .contains("SUMMARY:The ledger moves to PostgreSQL 18 (Ledger database\\, Shop database)");
    }

    @Test
    void feedsWithoutNewsAreWhole() throws Exception {
        Map<String, Document> feeds = feeds(Scenes.NOTHING);

        assertThat(feeds.keySet()).containsExactlyInAnyOrderElementsOf(ALL);
        assertThat(texts(feeds.get(FeedRenderer.RSS), "title")).containsExactly("The Order");
    }

    private Map<String, Document> feeds(Observations observed) {
        return renderer.documents(Scenes.computation().at(Scenes.NOW, observed));
    }

    private static List<String> texts(Document document, String element) throws Exception {
        NodeList nodes = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(document.content()))
                .getElementsByTagName(element);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            texts.add(nodes.item(i).getTextContent());
        }
        return texts;
    }
}
