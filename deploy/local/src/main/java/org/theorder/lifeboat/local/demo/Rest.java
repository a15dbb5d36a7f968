package org.theorder.lifeboat.local.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** The services' REST interfaces, as an operator. */
final class Rest {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(LIMIT)
            .build();
    private final String token;

    Rest(String token) {
        this.token = token;
    }

    /**
     * GET of JSON.
     *
     * @return a missing node if the service cannot answer now: it may be restarting
     */
    JsonNode get(String address) {
        try {
            HttpResponse<String> response = send(request(address).GET().build());
            return response.statusCode() == 200 ? JSON.readTree(response.body()) : MissingNode.getInstance();
        } catch (JsonProcessingException e) {
            throw new LifeboatException(ErrorCode.INTERNAL, address + " did not answer with JSON", e);
        } catch (IOException e) {
            return MissingNode.getInstance();
        }
    }

    /** GET of a page without a token, as the public sees it; empty if it cannot be had now. */
    String page(String address) {
        try {
            HttpResponse<String> response = send(HttpRequest.newBuilder(URI.create(address))
                    .timeout(LIMIT)
                    .GET()
                    .build());
            return response.statusCode() == 200 ? response.body() : "";
        } catch (IOException e) {
            return "";
        }
    }

    /**
     * POST of JSON, again and again while the service cannot answer: it may be restarting. The same key each time makes
     * it the same request.
     *
     * @return the address of what was made
     * @throws LifeboatException with the service's own words if it refuses
     */
    String post(String address, Object body) {
        String key = UUID.randomUUID().toString();
        return Waiting.until("POST " + address + " was not answered", PATIENCE, () -> tryPost(address, key, body));
    }

    private Optional<String> tryPost(String address, String key, Object body) {
        try {
            HttpResponse<String> response = send(request(address)
                    .header("Content-Type", "application/json")
                    .header("Idempotency-Key", key)
                    .POST(BodyPublishers.ofString(JSON.writeValueAsString(body)))
                    .build());
            if (response.statusCode() == HttpURLConnection.HTTP_UNAVAILABLE) {
                return Optional.empty();
            }
            if (response.statusCode() / 100 != 2) {
                throw new LifeboatException(
                        ErrorCode.INTERNAL,
                        "POST " + address + " was answered with " + response.statusCode() + ": " + detail(response));
            }
            return Optional.of(response.headers()
                    .firstValue("Location")
                    .map(location -> URI.create(address).resolve(location).toString())
                    .orElse(address));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String detail(HttpResponse<String> response) throws IOException {
        String body = response.body().strip();
        return body.startsWith("{") ? JSON.readTree(body).path("detail").asText(body) : body;
    }

    private HttpRequest.Builder request(String address) {
        return HttpRequest.newBuilder(URI.create(address))
                .timeout(LIMIT)
                .header("Authorization", "Bearer " + token)
                .header("Accept", "application/json");
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException {
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
