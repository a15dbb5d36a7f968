package org.theorder.lifeboat.monitor.probe;

import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Clients that look at servers: one for all that trust the same authorities, because each client has a thread of its own. */
public final class HttpClients implements AutoCloseable {
    private final Duration connectTimeout;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<Optional<Path>, HttpClient> clients = new ConcurrentHashMap<>();

    public HttpClients(Duration connectTimeout) {
        this.connectTimeout = connectTimeout;
    }

    /** Follows no redirects. */
    public HttpClient of(Trust trust) {
        return clients.computeIfAbsent(
                Optional.ofNullable(trust.file()),
                _ -> trust.apply(HttpClient.newBuilder())
                        .connectTimeout(connectTimeout)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .executor(executor)
                        .build());
    }

    /** Does not wait for answers. */
    @Override
    public void close() {
        clients.values().forEach(HttpClient::shutdownNow);
        executor.shutdownNow();
    }
}
