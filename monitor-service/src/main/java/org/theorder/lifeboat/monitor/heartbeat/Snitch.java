package org.theorder.lifeboat.monitor.heartbeat;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.monitor.probe.Configured;

/** Calls an address outside while we look: when the calls stop, somebody there raises the alarm that we cannot. */
@ApplicationScoped
public class Snitch {
    private static final Logger LOG = LoggerFactory.getLogger(Snitch.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final @Nullable URI url;
    private final long intervalNanos;
    private final AtomicLong calledAt;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

    Snitch(WatcherConfiguration configuration) {
        this.url = configuration
                .snitch()
                .map(text -> Configured.address("lifeboat.monitor.watchers.snitch", text))
                .orElse(null);
        this.intervalNanos = Configured.positive(
                        "lifeboat.monitor.watchers.snitch-interval", configuration.snitchInterval())
                .toNanos();
        this.calledAt = new AtomicLong(System.nanoTime() - intervalNanos);
    }

    /** A round was finished. Never blocks, never throws. */
    public void evaluated() {
        long last = calledAt.get();
        if (url != null
                && System.nanoTime() - last >= intervalNanos
                && calledAt.compareAndSet(last, System.nanoTime())) {
            var _ = http.sendAsync(
                            HttpRequest.newBuilder(url).timeout(TIMEOUT).build(),
                            HttpResponse.BodyHandlers.discarding())
                    .whenComplete((answer, failure) -> {
                        if (failure != null || answer.statusCode() / 100 != 2) {
                            LOG.warn(
                                    "the snitch could not be called answer={}",
                                    failure == null
                                            ? answer.statusCode()
                                            : failure.getClass().getSimpleName());
                        }
                    });
        }
    }

    @PreDestroy
    void close() {
        http.shutdownNow();
    }
}
