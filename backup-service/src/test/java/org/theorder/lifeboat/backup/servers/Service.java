package org.theorder.lifeboat.backup.servers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.awaitility.Awaitility;

/** backup-service as an operator sees it. */
public final class Service {
    public static final String VIEWER = "test-viewer";
    public static final String OPERATOR = "test-operator";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI base;

    /** An answer. */
    public record Answer(int status, JsonNode body, String location) {}

    public Service(URI base) {
        this.base = base;
    }

    public Answer get(String path) {
        return send("GET", path, null);
    }

    public Answer post(String path, String body) {
        return send("POST", path, body);
    }

    public Answer patch(String path, String body) {
        return send("PATCH", path, body);
    }

    public Answer put(String path, String body) {
        return send("PUT", path, body);
    }

    public Answer delete(String path) {
        return send("DELETE", path, null);
    }

    /** Server-sent events up to the end of the stream. */
    public String follow(String path) {
        try {
            return client.send(
                            request(path).header("Accept", "text/event-stream").build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("GET " + path, e);
        }
    }

    /** As {@link #send} without a body, as soon as what the service does by its own schedule leaves room for it. */
    public Answer whenFree(String method, String path) {
        return Awaitility.await(method + " " + path)
                .atMost(Duration.ofSeconds(60))
                .until(
                        () -> send(method, path, null),
                        answer -> answer.status() != 409
                                || !answer.body().path("detail").asText().contains("at this moment"));
    }

    /** Declares a cluster that is protected in both regions. */
    public void declare(String name, Protected server) {
        declare(name, server.port(), Protected.ROLE, Protected.ROLE_PASSWORD);
    }

    public void declare(String name, int port, String role, String password) {
        Answer answer = post("/clusters", """
                {"name": "%s", "host": "127.0.0.1", "port": %d, "user": "%s", "password": "%s"}""".formatted(name, port, role, password));
        if (answer.status() != 201) {
            throw new IllegalStateException("cluster was not declared: " + answer);
        }
    }

    /** Waits until WAL streams into both regions. */
    public void awaitStreaming(String cluster) {
        Awaitility.await("streaming of " + cluster)
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    JsonNode report = protection(cluster);
                    return report.path("streaming").asBoolean()
                            && report.path("regions").findValues("durableLsn").stream()
                                    .noneMatch(JsonNode::isNull);
                });
    }

    public JsonNode protection(String cluster) {
        return get("/clusters/" + cluster + "/protection").body();
    }

    /** What the report says about a region. */
    public JsonNode region(String cluster, String region) {
        for (JsonNode each : protection(cluster).path("regions")) {
            if (each.path("region").asText().equals(region)) {
                return each;
            }
        }
        throw new IllegalStateException("no region " + region);
    }

    /** Takes a full backup and waits for its end; the finished job. */
    public JsonNode backup(String cluster) {
        return awaitEnd(post("/clusters/" + cluster + "/backups", "{\"kind\": \"full\"}")
                .location());
    }

    /** Takes an incremental, or what becomes of it, and waits for its end; the finished job. */
    public JsonNode incremental(String cluster) {
        return awaitEnd(post("/clusters/" + cluster + "/backups", "{\"kind\": \"incremental\"}")
                .location());
    }

    /** Asks for a full backup with an idempotency key. */
    public Answer requestBackup(String cluster, String key) {
        return exchange(request("/clusters/" + cluster + "/backups")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(HttpRequest.BodyPublishers.ofString("{\"kind\": \"full\"}"))
                .build());
    }

    /** Declares a cluster with further fields, for example {@code "backup": {"longestChain": 2}}. */
    public void declare(String name, Protected server, String fields) {
        Answer answer =
                post("/clusters", """
                {"name": "%s", "host": "127.0.0.1", "port": %d, "user": "%s", "password": "%s", %s}""".formatted(name, server.port(), Protected.ROLE, Protected.ROLE_PASSWORD, fields));
        if (answer.status() != 201) {
            throw new IllegalStateException("cluster was not declared: " + answer);
        }
    }

    /** Waits until a job is over. */
    public JsonNode awaitEnd(String location) {
        String path = URI.create(location).getPath();
        return Awaitility.await("end of " + path)
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> get(path).body(), job -> job.path("state").asText().matches("COMPLETED|FAILED|CANCELLED"));
    }

    public Answer send(String method, String path, String body) {
        return exchange(request(path)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private Answer exchange(HttpRequest request) {
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            return new Answer(
                    response.statusCode(),
                    response.body().isEmpty() ? JSON.nullNode() : JSON.readTree(response.body()),
                    response.headers().firstValue("Location").orElse(""));
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(request.toString(), e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + OPERATOR);
    }
}
