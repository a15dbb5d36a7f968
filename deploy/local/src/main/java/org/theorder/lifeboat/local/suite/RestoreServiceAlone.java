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
import org.theorder.lifeboat.events.EventJson;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RestoreRequested;

/** The packaged restore-service in a process of its own, beside a {@link BackupServiceAlone} and on its regions. */
public final class RestoreServiceAlone implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ServicePart service;
    private final URI address;
    private final String token;

    private RestoreServiceAlone(ServicePart service, URI address, String token) {
        this.service = service;
        this.address = address;
        this.token = token;
    }

    static RestoreServiceAlone start(Home home, int port, String token) {
        ServicePart service = new ServicePart(home, Service.RESTORE, port, Service.RESTORE.javaOptions());
        service.start(launched -> {});
        return new RestoreServiceAlone(service, URI.create("http://127.0.0.1:" + port), token);
    }

    /**
     * Asks for a restore and waits until it has ended, whichever way.
     *
     * @return the restore as REST shows it
     */
    public JsonNode restore(RestoreRequested request) {
        send(request("/restores")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(EventJson.write(request)))
                .build());
        return ended(request.restoreId().value());
    }

    /**
     * Asks for a drill now and waits until it has ended, whichever way.
     *
     * @param escrow whether it reads with the escrow identities alone
     * @return the restore as REST shows it
     */
    public JsonNode drill(String cluster, boolean escrow) {
        return ended(send(request("/drills/" + cluster + "?escrow=" + escrow)
                        .POST(BodyPublishers.noBody())
                        .build())
                .path("restoreId")
                .asText());
    }

    private JsonNode ended(String restore) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        JsonNode view = send(request("/restores/" + restore).GET().build());
        while (view.path("outcome").isNull() || view.path("outcome").isMissingNode()) {
            if (System.nanoTime() > deadline) {
                throw new LifeboatException(ErrorCode.TIMED_OUT, "no end of the restore within " + LIMIT + ": " + view);
            }
            LockSupport.parkNanos(POLL.toNanos());
            view = send(request("/restores/" + restore).GET().build());
        }
        return view;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(address.resolve(path))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer " + token);
    }

    private JsonNode send(HttpRequest request) {
        try {
            HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                throw new LifeboatException(ErrorCode.INTERNAL, request.uri() + " was answered with " + answer.body());
            }
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new LifeboatException(
                    ErrorCode.SERVER_UNREACHABLE, "restore-service does not answer: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LifeboatException(ErrorCode.INTERNAL, "interrupted", e);
        }
    }

    @Override
    public void close() {
        service.stop();
        client.close();
    }
}
