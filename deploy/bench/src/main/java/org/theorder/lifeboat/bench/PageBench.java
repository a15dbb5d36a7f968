package org.theorder.lifeboat.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.local.suite.Home;
import org.theorder.lifeboat.local.suite.NotifierAlone;

/** The packaged notifier-service with 20 components: readers of its page, and the time from an event on Kafka to the page. */
final class PageBench {
    private static final int COMPONENTS = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofMillis(2);
    private static final int WARM_UP = 20;

    private final Home home;
    private final int seconds;
    private final int connections;
    private final int events;
    private final Consumer<String> out;
    private final HttpClient client = HttpClient.newHttpClient();

    PageBench(Home home, int seconds, int connections, int events, Consumer<String> out) {
        this.home = home;
        this.seconds = seconds;
        this.connections = connections;
        this.events = events;
        this.out = out;
    }

    void run() throws IOException, InterruptedException {
        // a service in production has both compilers; the suite on a laptop has the quick one
        try (NotifierAlone notifier = NotifierAlone.start(home, components(), List.of("-XX:TieredStopAtLevel=4"))) {
            readers(notifier.port());
            news(notifier);
        }
    }

    private void readers(int port) throws IOException, InterruptedException {
        out.accept(connections + " readers, each asks as soon as it was answered; the load generator is this process");
        out.accept("%-34s %11s %12s %12s %12s %9s".formatted("", "requests", "p50", "p99", "longest", "bytes"));
        for (String path : List.of("/", "/api/v2/summary.json")) {
            new HttpLoad(port, path, "", 200).run(connections, Duration.ofSeconds(seconds));
            out.accept(new HttpLoad(port, path, "", 200)
                    .run(connections, Duration.ofSeconds(seconds))
                    .line("200 " + path));
            // matches whatever is published, also after the next build
            out.accept(new HttpLoad(port, path, "If-None-Match: *\r\n", 304)
                    .run(connections, Duration.ofSeconds(seconds))
                    .line("304 " + path));
        }
    }

    private void news(NotifierAlone notifier) throws IOException, InterruptedException {
        long[] times = new long[events];
        try (IncidentEvents kafka = new IncidentEvents(notifier.kafka(), Clock.systemUTC())) {
            for (int round = -WARM_UP; round < events; round++) {
                long begun = System.nanoTime();
                String id = kafka.open("component-1", round + WARM_UP);
                awaitOnPage(notifier.port(), id);
                if (round >= 0) {
                    times[round] = System.nanoTime() - begun;
                }
            }
        }
        Arrays.sort(times);
        out.accept(String.format(
                Locale.ROOT,
                "event to Kafka, until it is on the page: p50 %d ms, p99 %d ms, longest %d ms of %d",
                HttpLoad.quantile(times, 0.5).toMillis(),
                HttpLoad.quantile(times, 0.99).toMillis(),
                HttpLoad.quantile(times, 1).toMillis(),
                events));
    }

    private void awaitOnPage(int port, String id) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/incidents/" + id))
                .timeout(PATIENCE)
                .build();
        while (client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() != 200) {
            if (System.nanoTime() > deadline) {
                throw new LifeboatException(ErrorCode.TIMED_OUT, "incident " + id + " did not come onto the page");
            }
            Thread.sleep(LOOK);
        }
    }

    private static Map<String, String> components() {
        Map<String, String> keys = new TreeMap<>();
        for (int component = 1; component <= COMPONENTS; component++) {
            String prefix = "lifeboat.notifier.components.component-" + component + ".";
            keys.put(prefix + "name", "Database " + component);
            keys.put(prefix + "cluster", "cluster-" + component);
        }
        return keys;
    }
}
