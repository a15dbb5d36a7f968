package org.theorder.lifeboat.local.suite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** backup-service over REST, as an operator. */
public final class BackupApi {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int OK = 200;
    private static final int ACCEPTED = 202;
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration LIMIT = Duration.ofMinutes(30);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String address;
    private final String token;

    public BackupApi(BackupServiceAlone service) {
        this(service.service());
    }

    public BackupApi(ServiceReplica service) {
        this(service.address(), service.operatorToken());
    }

    /** @param token an operator's */
    public BackupApi(String address, String token) {
        this.address = address;
        this.token = token;
    }

    /**
     * Asks for a backup and waits until it is complete.
     *
     * @param kind {@code full} or {@code incremental}
     * @return the finished job
     * @throws LifeboatException with the service's own words if it fails
     */
    public JsonNode backup(String cluster, String kind) {
        String job = request(cluster, kind);
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (System.nanoTime() < deadline) {
            JsonNode state = get(job);
            switch (state.path("state").asText()) {
                case "COMPLETED" -> {
                    return state;
                }
                case "FAILED" ->
                    throw new LifeboatException(
                            ErrorCode.INTERNAL,
                            "the backup failed: " + state.path("message").asText());
                default -> LockSupport.parkNanos(POLL.toNanos());
            }
        }
        throw new LifeboatException(ErrorCode.TIMED_OUT, "no backup within " + LIMIT);
    }

    /**
     * Asks for a backup and does not wait.
     *
     * @return the path of the job
     */
    public String request(String cluster, String kind) {
        HttpResponse<String> answer = send(request("/clusters/" + cluster + "/backups")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"kind\":\"" + kind + "\"}"))
                .build());
        if (answer.statusCode() / 100 != 2) {
            throw new LifeboatException(
                    ErrorCode.INTERNAL, "a backup was asked for, and the answer is " + answer.body());
        }
        String job = answer.headers().firstValue("Location").orElseThrow();
        return URI.create(address).resolve(job).getPath();
    }

    /** A request without a body that changes something, for example {@code POST /clusters/shop/retention}. */
    public void act(String method, String path) {
        HttpResponse<String> answer =
                send(request(path).method(method, BodyPublishers.noBody()).build());
        if (answer.statusCode() / 100 != 2) {
            throw new LifeboatException(
                    ErrorCode.INTERNAL, method + " " + path + " was answered with " + answer.body());
        }
    }

    /** GET of JSON. */
    public JsonNode get(String path) {
        return json(path, request(path).GET().build());
    }

    /**
     * POST without a body; waits for the end where the answer is a place to look.
     *
     * @return the answer's JSON, or the result that was found there
     * @throws LifeboatException with the service's own words if it fails
     */
    public JsonNode post(String path) {
        HttpResponse<String> answer =
                send(request(path).timeout(LIMIT).POST(BodyPublishers.noBody()).build());
        return answer.statusCode() == ACCEPTED ? result(answer) : json(path, answer);
    }

    private JsonNode result(HttpResponse<String> accepted) {
        String place = URI.create(address)
                .resolve(accepted.headers().firstValue("Location").orElseThrow())
                .getPath();
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (System.nanoTime() < deadline) {
            JsonNode request = get(place);
            switch (request.path("state").asText()) {
                case "DONE" -> {
                    return request.path("result");
                }
                case "FAILED" ->
                    throw new LifeboatException(
                            ErrorCode.INTERNAL,
                            place + " failed: " + request.path("message").asText());
                default -> LockSupport.parkNanos(POLL.toNanos());
            }
        }
        throw new LifeboatException(
                ErrorCode.TIMED_OUT, "not done within " + LIMIT + "; it goes on, and GET " + place + " says how");
    }

    private JsonNode json(String path, HttpRequest request) {
        return json(path, send(request));
    }

    private static JsonNode json(String path, HttpResponse<String> answer) {
        try {
            if (answer.statusCode() != OK) {
                throw new LifeboatException(ErrorCode.INTERNAL, path + " was answered with " + answer.body());
            }
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new LifeboatException(ErrorCode.INTERNAL, path + " was not answered with JSON", e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(address + path))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer " + token)
                .header("Accept", "application/json");
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new LifeboatException(
                    ErrorCode.SERVER_UNREACHABLE, "backup-service does not answer: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LifeboatException(ErrorCode.INTERNAL, "interrupted", e);
        }
    }
}
