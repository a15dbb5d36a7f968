package org.theorder.lifeboat.monitor.overview;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * One open overview: sends the parts that have changed since it was sent last, each second. It ends now and then, so that
 * the browser asks again and shows who it is.
 */
final class LiveOverview {
    private static final Logger LOG = LoggerFactory.getLogger(LiveOverview.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final int ROUNDS = 600;

    private final OverviewPages pages;
    private final SseEventSink sink;
    private final Sse sse;

    LiveOverview(OverviewPages pages, SseEventSink sink, Sse sse) {
        this.pages = pages;
        this.sink = sink;
        this.sse = sse;
    }

    /**
     * What a browser gets.
     *
     * @param headline for those who listen
     * @param html what has changed, by the id of the element that it fills
     */
    public record Changes(String title, String headline, Map<String, String> html) {}

    /** Sends until the reader is gone. Blocks: call it on a virtual thread. */
    void run() {
        Map<String, String> sent = new HashMap<>();
        try (sink) {
            for (int round = 0; round < ROUNDS && !sink.isClosed(); round++) {
                OverviewParts now = pages.newest();
                Map<String, String> changed = new HashMap<>(now.html());
                changed.entrySet().removeAll(sent.entrySet());
                // also if nothing has changed: the browser knows by it that the service is there
                send(new Changes(now.title(), now.headline(), changed));
                sent.putAll(changed);
                Thread.sleep(INTERVAL);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | LifeboatException e) {
            LOG.debug("A reader of the overview is let go reason={}", e.toString());
        }
    }

    private void send(Changes changes) throws InterruptedException, ExecutionException {
        sink.send(sse.newEventBuilder()
                        .name("changes")
                        .mediaType(MediaType.APPLICATION_JSON_TYPE)
                        .data(Changes.class, changes)
                        .build())
                .toCompletableFuture()
                .get();
    }
}
