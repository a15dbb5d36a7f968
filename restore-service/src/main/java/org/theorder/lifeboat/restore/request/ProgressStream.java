package org.theorder.lifeboat.restore.request;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.RestoreId;
import org.theorder.lifeboat.restore.run.Forecast;
import org.theorder.lifeboat.restore.run.Restore;
import org.theorder.lifeboat.restore.run.RestoreStore;

/** One reader of a restore's progress; reads the store, so that it does not matter which replica runs the restore. */
final class ProgressStream {
    private static final Logger LOG = LoggerFactory.getLogger(ProgressStream.class);
    private static final Duration INTERVAL = Duration.ofMillis(400);
    private static final int QUIET_ROUNDS = 25;

    private final RestoreStore store;
    private final Forecast forecast;
    private final RestoreId id;
    private final SseEventSink sink;
    private final Sse sse;

    ProgressStream(RestoreStore store, Forecast forecast, RestoreId id, SseEventSink sink, Sse sse) {
        this.store = store;
        this.forecast = forecast;
        this.id = id;
        this.sink = sink;
        this.sse = sse;
    }

    /** Sends until the restore has ended or the reader is gone. Blocks: call it on a virtual thread. */
    void run(Restore first) {
        try (sink) {
            Optional<Restore> now = Optional.of(first);
            Restore sent = null;
            int quiet = 0;
            while (now.isPresent() && !sink.isClosed()) {
                // something now and then, or a reader that is gone would never be noticed
                if (!now.get().equals(sent) || ++quiet >= QUIET_ROUNDS) {
                    send(now.get());
                    sent = now.get();
                    quiet = 0;
                }
                if (now.get().endedAt() != null) {
                    return;
                }
                Thread.sleep(INTERVAL);
                now = store.find(id);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            LOG.debug("A reader of the progress is gone restoreId={} reason={}", id, e.toString());
        }
    }

    private void send(Restore restore) throws InterruptedException, ExecutionException {
        sink.send(sse.newEventBuilder()
                        .name("progress")
                        .mediaType(MediaType.APPLICATION_JSON_TYPE)
                        .data(RestoreView.class, RestoreView.of(restore, forecast))
                        .build())
                .toCompletableFuture()
                .get();
    }
}
