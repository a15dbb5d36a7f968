package org.theorder.lifeboat.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;

/** HTTP services of one server, each a path. It knows when the monitor had seen enough of a failure: after the third answer. */
final class WatchedServices implements AutoCloseable {
    private static final int ENOUGH = 3;

    private final Clock clock;
    private final HttpServer server;
    private final Map<String, Integer> failed = new ConcurrentHashMap<>();
    private final Map<String, Instant> seen = new ConcurrentHashMap<>();
    private final LongAdder looks = new LongAdder();

    WatchedServices(Clock clock) {
        this.clock = clock;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_000);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            looks.increment();
            String service = exchange.getRequestURI().getPath().substring(1);
            Integer times = failed.computeIfPresent(service, (_, before) -> before + 1);
            exchange.sendResponseHeaders(times == null ? 200 : 503, -1);
            if (times != null && times == ENOUGH) {
                seen.put(service, clock.instant());
            }
        }
    }

    String url(String service) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + service;
    }

    /** From now on it answers 503. */
    void fail(String service) {
        failed.put(service, 0);
    }

    /** When each failing service had answered so for the third time. */
    Map<String, Instant> failures() {
        return Map.copyOf(seen);
    }

    long looks() {
        return looks.sum();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
