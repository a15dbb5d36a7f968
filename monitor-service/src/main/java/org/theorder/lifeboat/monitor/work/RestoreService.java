package org.theorder.lifeboat.monitor.work;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.Startup;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.monitor.probe.Configured;
import org.theorder.lifeboat.monitor.wording.Wording;

/** restore-service, asked over REST for what people must know before they ask it for something. */
@Singleton
@Startup // so that a wrong configuration is refused at start
public class RestoreService {
    private static final Duration TIMEOUT = Duration.ofSeconds(4);
    private static final Duration DRILL_HOLDS = Duration.ofSeconds(60);
    private static final String KEY = "lifeboat.monitor.restore-service.url";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final @Nullable URI url;
    private final @Nullable Path tokenFile;
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile Answer<Optional<Instant>> drill = new Answer.Silent<>("it has not been asked yet");
    private volatile long askedNanos = System.nanoTime() - DRILL_HOLDS.toNanos();

    RestoreService(RestoreServiceConfiguration configuration) {
        this.url = configuration.url().map(text -> Configured.url(KEY, text)).orElse(null);
        this.tokenFile = configuration.tokenFile().map(Path::of).orElse(null);
    }

    /** What it said. */
    public sealed interface Answer<T> {
        record Told<T>(T value) implements Answer<T> {}

        /** @param why in words, for people */
        record Silent<T>(String why) implements Answer<T> {}
    }

    /**
     * Points that a cluster can be restored to: all between two moments, from one copy along one timeline.
     *
     * @param timeline unsigned
     */
    public record Window(RegionName region, int timeline, Instant from, Instant to) {
        /** @param copy null if any will do */
        public boolean has(Instant moment, @Nullable RegionName copy) {
            return !moment.isBefore(from) && !moment.isAfter(to) && (copy == null || copy.equals(region));
        }
    }

    /** What can be restored now, newest first. Blocks for some seconds at most. */
    public Answer<List<Window>> windows(ClusterName cluster) {
        return ask("clusters/" + cluster + "/restore-points", RestoreService::windows);
    }

    /** When the next drill is; empty if none is planned. As heard within the last minute: never waits for an answer. */
    public Answer<Optional<Instant>> nextDrill() {
        if (System.nanoTime() - askedNanos >= DRILL_HOLDS.toNanos() && asking.compareAndSet(false, true)) {
            Thread.ofVirtual().name("next-drill").start(() -> {
                try {
                    drill = ask(
                            "drills",
                            said -> Optional.ofNullable(said.get("nextAt"))
                                    .filter(JsonNode::isTextual)
                                    .map(at -> Instant.parse(at.asText())));
                    askedNanos = System.nanoTime();
                } finally {
                    asking.set(false);
                }
            });
        }
        return drill;
    }

    private <T> Answer<T> ask(String path, Function<JsonNode, T> reader) {
        if (url == null) {
            return new Answer.Silent<>(KEY + " is not set");
        }
        try {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(url.resolve(path)).timeout(TIMEOUT).header("Accept", "application/json");
            if (tokenFile != null) {
                request.header(
                        "Authorization", "Bearer " + Files.readString(tokenFile).strip());
            }
            HttpResponse<byte[]> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() != 200) {
                return new Answer.Silent<>("it answered " + answer.statusCode());
            }
            return new Answer.Told<>(reader.apply(MAPPER.readTree(answer.body())));
        } catch (IOException | RuntimeException e) {
            return new Answer.Silent<>(Wording.line("it does not answer: " + e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer.Silent<>("this service is ending");
        }
    }

    private static List<Window> windows(JsonNode said) {
        List<Window> windows = new ArrayList<>();
        for (JsonNode region : said.path("regions")) {
            for (JsonNode timeline : region.path("timelines")) {
                for (JsonNode window : timeline.path("windows")) {
                    windows.add(new Window(
                            new RegionName(region.path("region").asText()),
                            timeline.path("timeline").asInt(),
                            at(window, "from"),
                            at(window, "to")));
                }
            }
        }
        windows.sort(Comparator.comparing(Window::to).reversed().thenComparing(Window::region));
        return windows;
    }

    private static Instant at(JsonNode window, String end) {
        return Instant.parse(window.path(end).path("at").asText());
    }

    @PreDestroy
    void close() {
        http.shutdownNow();
    }
}
