package org.theorder.lifeboat.notifier.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.notifier.SceneMaintenances;
import org.theorder.lifeboat.notifier.SceneStandings;
import org.theorder.lifeboat.notifier.Scenes;
import org.theorder.lifeboat.notifier.component.Catalog;
import org.theorder.lifeboat.notifier.page.Document;
import org.theorder.lifeboat.notifier.page.PageRenderer;
import org.theorder.lifeboat.notifier.status.Observations;
import org.theorder.lifeboat.notifier.status.Status;
import org.theorder.lifeboat.notifier.status.StatusComputation;
import org.theorder.lifeboat.notifier.wording.Templates;
import org.theorder.lifeboat.servers.test.PageClients;

/**
 * Every state of the page in headless Chromium at 320 and 1280 px, light and dark, in forced colours, without scripts, on
 * paper and without motion, as it is and with all that can be opened open: no violation that axe finds and nothing that it
 * cannot decide, nothing that the browser complains of (its own Content-Security-Policy among it), nothing that scrolls
 * sideways, nothing too small to tap, no mark below 3:1, nothing that only a colour tells, nothing that moves. The
 * screenshots, one of each state without colours among them, are in {@code target/screenshots}, for people to look at.
 */
class PageInBrowserIT {
    private static final Path SCREENSHOTS = Path.of("target/screenshots");

    // at two widths light and dark, and four others
    private static final int LOOKS = 8;

    private static final Map<String, String> WRONG = Map.of(
            "violations", "what axe finds",
            "undecided", "what axe cannot decide",
            "said", "what the browser complains of",
            "small", "too small to tap",
            "faint", "marks below 3:1",
            "bare", "what only its colour tells",
            "sideways", "it scrolls sideways",
            "moving", "what moves",
            "lost", "what paper hides, or cannot be followed there");

    private final PageRenderer renderer = new PageRenderer(new Templates(), Scenes.computation(), Scenes.IDENTITY);

    @Test
    void everyStateIsSoundInABrowser() throws Exception {
        PageClients clients = PageClients.installed();
        Path chromium = PageClients.chromium();
        Files.createDirectories(SCREENSHOTS);
        Map<String, Document> states = states();
        HttpServer server = serve(states, renderer.policy());
        try {
            List<String> arguments = new ArrayList<>(List.of(
                    chromium.toString(),
                    SCREENSHOTS.toString(),
                    Scenes.NOW.plusSeconds(8).toString()));
            states.keySet()
                    .forEach(name -> arguments.add(
                            name + "=http://127.0.0.1:" + server.getAddress().getPort() + "/" + name));
            JsonNode found = clients.run("look.cjs", arguments);

            assertThat(found).hasSize(states.size() * LOOKS);
            SoftAssertions.assertSoftly(softly -> found.forEach(look -> {
                String page = look.path("page").asText();
                if (look.path("judged").asBoolean()) {
                    softly.assertThat(look.path("rules").asInt()).as(page).isGreaterThan(10);
                }
                WRONG.forEach((key, what) ->
                        softly.assertThat(look.path(key)).as(page + ": " + what).isEmpty());
            }));
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aCopyThatGetsOldSaysSoInATabInTheBackgroundAndOnPaper() throws Exception {
        JsonNode seen = old(renderer.front(status(Scenes.allGood())));

        String title = seen.path("young").path("title").asText();
        assertThat(title).contains("The Order");
        assertThat(seen.path("young").path("icon").asText()).contains("%231a7f37");
        assertThat(seen.path("old").path("title").asText()).isEqualTo("Out of date: " + title);
        assertThat(seen.path("old").path("icon").asText())
                .startsWith("data:image/svg+xml,")
                .contains("%236e7781");
        for (String medium : List.of("screen", "print")) {
            assertThat(seen.path(medium).path(0).asText()).as(medium).contains("This copy is out of date");
            assertThat(seen.path(medium).path(1).asText()).as(medium).isEmpty();
        }
    }

    @Test
    void aCopyOutOfABucketRunsNoScriptButItsOwn() throws Exception {
        Document front = renderer.front(status(Scenes.allGood()));
        String intruded = new String(front.content(), StandardCharsets.UTF_8)
                .replace("<main", "<script>document.title = 'Intruded'</script><main");

        JsonNode seen = old(Document.of(Document.HTML, intruded));

        assertThat(seen.path("young").path("title").asText()).contains("The Order");
        assertThat(seen.path("old").path("title").asText()).startsWith("Out of date: ");
    }

    /** How it gets old in a browser that is given no header of ours. */
    private static JsonNode old(Document front) throws Exception {
        PageClients clients = PageClients.installed();
        Path chromium = PageClients.chromium();
        HttpServer server = serve(Map.of("page", front), null);
        try {
            return clients.run(
                    "old.cjs",
                    List.of(
                            chromium.toString(),
                            Scenes.NOW.plusSeconds(8).toString(),
                            "http://127.0.0.1:" + server.getAddress().getPort() + "/page"));
        } finally {
            server.stop(0);
        }
    }

    private Map<String, Document> states() {
        Map<String, Document> states = new LinkedHashMap<>();
        states.put("all-good", renderer.front(status(Scenes.allGood())));
        states.put("all-good-aged", renderer.front(status(Scenes.allGood())));
        states.put("degraded", renderer.front(status(Scenes.degraded())));
        states.put("partial-outage", renderer.front(status(Scenes.partialOutage())));
        states.put("hostile", renderer.front(status(Scenes.hostile())));
        states.put(
                "hostile-incident",
                renderer.incident(Scenes.hostile().incidents().getFirst(), Scenes.NOW, false));
        states.put("major-outage", renderer.front(status(Scenes.majorOutage())));
        states.put("recovery", renderer.front(status(Scenes.recovery())));
        states.put("maintenance", renderer.front(status(Scenes.maintenance())));
        states.put("resolved-today", renderer.front(status(Scenes.resolvedToday())));
        states.put("unknown", renderer.front(status(Scenes.silent())));
        states.put("stale", renderer.front(Scenes.computation().stale(Scenes.NOW, Scenes.majorOutage())));
        states.put("superseded", renderer.front(status(SceneStandings.superseded())));
        states.put("unconfirmed", renderer.front(status(SceneStandings.unconfirmed())));
        states.put("alone", renderer.front(status(SceneStandings.alone())));
        states.put("first-day", renderer.front(status(Scenes.firstDay())));
        states.put("no-components", noComponents());
        states.put("drill", drill());
        states.put("incident", renderer.incident(Scenes.outage(), Scenes.NOW, false));
        states.put("incident-resolved", renderer.incident(Scenes.resolved(), Scenes.NOW, false));
        states.put("maintenance-page", renderer.maintenance(SceneMaintenances.running(), Scenes.NOW, false));
        states.put("history", renderer.history(status(Scenes.eventful())));
        states.put("deliveries", renderer.other("deliveries", Map.of("ledger", LedgerScene.view())));
        states.put("not-found", renderer.notFound());
        states.putAll(SubscribingScenes.states(renderer));
        return states;
    }

    private static Document noComponents() {
        StatusComputation empty = new StatusComputation(Catalog.of(Map::of, Map::of), Scenes.OBJECTIVES);
        return new PageRenderer(new Templates(), empty, Scenes.IDENTITY).front(empty.at(Scenes.NOW, Scenes.NOTHING));
    }

    private static Document drill() {
        return new PageRenderer(new Templates(), Scenes.computation(), Scenes.DRILL)
                .front(status(Scenes.majorOutage()));
    }

    /** @param policy the header, which must allow the page's own style and script; null for none */
    private static HttpServer serve(Map<String, Document> states, @Nullable String policy) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        states.forEach((name, document) -> server.createContext("/" + name, exchange -> {
            exchange.getResponseHeaders().set("Content-Type", document.contentType());
            if (policy != null) {
                exchange.getResponseHeaders().set("Content-Security-Policy", policy);
            }
            exchange.sendResponseHeaders(200, document.content().length);
            exchange.getResponseBody().write(document.content());
            exchange.close();
        }));
        server.start();
        return server;
    }

    private static Status status(Observations observed) {
        return Scenes.computation().at(Scenes.NOW, observed);
    }
}
