package org.theorder.lifeboat.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.theorder.lifeboat.notifier.TestEvents.open;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.notifier.statuspage.StatuspageSchemas;
import org.theorder.lifeboat.servers.FreePorts;
import org.theorder.lifeboat.servers.test.LifeboatServers;
import org.theorder.lifeboat.servers.test.TcpProxy;

/**
 * The database neither answers nor goes away, and the service would wait ten minutes for it: whatever touches it is never
 * answered, and the whole public page is.
 */
class PageWithoutDatabaseIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient client = HttpClient.newHttpClient();
    private final int port = FreePorts.next();

    @Test
    void noRequestForThePageTouchesTheDatabase() throws Exception {
        LifeboatServers servers = new LifeboatServers();
        servers.init(Map.of("schema", "notifier"));
        Map<String, String> settings = new HashMap<>(NotifierProcess.settings(servers.start()));
        settings.put("lifeboat.database.timeout", "10m");
        settings.put("lifeboat.notifier.page.stale-after", "1h");
        URI database = URI.create(settings.get("quarkus.datasource.reactive.url"));
        Incident incident = open("page-" + UUID.randomUUID(), "Seen without a database");
        String id = incident.id().value();
        try (TcpProxy way = TcpProxy.to(database.getHost(), database.getPort());
                TestEvents events = new TestEvents(settings.get("kafka.bootstrap.servers"))) {
            settings.put(
                    "quarkus.datasource.reactive.url", "postgresql://127.0.0.1:" + way.port() + database.getPath());
            try (NotifierProcess notifier = NotifierProcess.start("page-without-database", port, settings)
                    .awaitReady()
                    .awaitHearing(events)) {
                events.opened(incident, "It began.");
                await().atMost(PATIENCE)
                        .until(() -> notifier.get("/api/v2/summary.json").contains(id));

                way.stall();

                CompletableFuture<HttpResponse<String>> ledger =
                        client.sendAsync(get("/deliveries"), HttpResponse.BodyHandlers.ofString());
                for (String path : paths(id)) {
                    HttpResponse<String> answer = client.send(get(path), HttpResponse.BodyHandlers.ofString());
                    assertThat(answer.statusCode()).as(path).isEqualTo(200);
                    assertThat(answer.body()).as(path).isNotBlank();
                }
                assertThat(client.send(get("/"), HttpResponse.BodyHandlers.ofString())
                                .body())
                        .contains("Seen without a database");
                assertThat(status(request("/").header("If-None-Match", "*").build()))
                        .isEqualTo(304);
                assertThat(status(request("/").HEAD().build())).isEqualTo(200);
                assertThat(status(get("/incidents/none"))).isEqualTo(404);
                assertThat(status(get("/nothing"))).isEqualTo(404);
                assertThat(ledger).as("what does touch the database").isNotDone();

                way.recover();
                assertThat(ledger.get().statusCode()).isEqualTo(200);
            }
        }
    }

    private static List<String> paths(String incident) {
        Stream<String> pages = Stream.of(
                "/",
                "/history",
                "/incidents/" + incident,
                "/status.txt",
                "/epoch.json",
                "/history.rss",
                "/history.atom",
                "/feed.json",
                "/maintenance.ics",
                "/subscribe",
                "/api/v2/timeline-key.pem",
                "/api/v2/incidents/" + incident + "/timeline.jsonl");
        Stream<String> data = StatuspageSchemas.ENDPOINTS.stream()
                .flatMap(endpoint -> Stream.of("/api/v2/" + endpoint, "/strict/api/v2/" + endpoint));
        return Stream.concat(pages, data).toList();
    }

    private int status(HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    private HttpRequest get(String path) {
        return request(path).build();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + NotifierServers.VIEWER)
                .timeout(PATIENCE);
    }
}
