package org.theorder.lifeboat.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** Alerts as Prometheus sends them, at most 64 in a request (its {@code maxBatchSize}), or as Alertmanager's webhook does. */
final class AlertLoad {
    private static final int IN_A_REQUEST = 64;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI address;
    private final String token;

    AlertLoad(String address, String token) {
        this.address = URI.create(address);
        this.token = token;
    }

    /**
     * Sends alerts one request after the other, a thousand in each second at most, until the time is over.
     *
     * @param path {@code /api/v2/alerts} or {@code /alertmanager}
     * @param distinct after so many the first is sent again
     * @return alerts that were taken in a second
     */
    double perSecond(String path, String name, int distinct, int wanted, int seconds) throws InterruptedException {
        long begun = System.nanoTime();
        int sent = 0;
        while (System.nanoTime() - begun < Duration.ofSeconds(seconds).toNanos() && sent < wanted * seconds) {
            int first = sent;
            String alerts = IntStream.range(first, first + IN_A_REQUEST)
                    .mapToObj(number -> alert(name, number % distinct))
                    .collect(Collectors.joining(",", "[", "]"));
            post(path, path.equals("/alertmanager") ? "{\"version\":\"4\",\"alerts\":" + alerts + "}" : alerts);
            sent += IN_A_REQUEST;
            long ahead = begun + sent * 1_000_000_000L / wanted - System.nanoTime();
            if (ahead > 0) {
                Thread.sleep(Duration.ofNanos(ahead));
            }
        }
        return sent / ((System.nanoTime() - begun) / 1e9);
    }

    private static String alert(String name, int number) {
        return """
                {"status":"firing","labels":{"alertname":"%s","instance":"host-%d:9100","job":"node","severity":"warning"},\
                "annotations":{"summary":"host-%d is busy"},"generatorURL":"http://prometheus:9090/graph"}\
                """.formatted(name, number, number);
    }

    private void post(String path, String body) throws InterruptedException {
        try {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(address.resolve(path))
                            .timeout(Duration.ofSeconds(30))
                            .header("Authorization", "Bearer " + token)
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                throw new LifeboatException(ErrorCode.INTERNAL, path + " answered " + answer.body());
            }
        } catch (IOException e) {
            throw new LifeboatException(
                    ErrorCode.SERVER_UNREACHABLE, "monitor-service takes no alerts: " + e.getMessage(), e);
        }
    }
}
