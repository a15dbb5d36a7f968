package org.theorder.lifeboat.notifier;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A real HTTP server that answers 202 unless it was told to say something else, and keeps what it was sent. */
public final class HttpReceiver implements AutoCloseable {
    /** @param headers names in lower case */
    public record Request(String path, Map<String, String> headers, String body) {}

    /** @param retryAfter null for none */
    public record Answer(int status, String retryAfter) {}

    private final HttpServer server;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Map<String, Deque<Answer>> answers = new ConcurrentHashMap<>();

    public HttpReceiver(int port) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", exchange -> {
            Map<String, String> headers = new ConcurrentHashMap<>();
            exchange.getRequestHeaders()
                    .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
            String path = exchange.getRequestURI().getPath();
            requests.add(new Request(
                    path, headers, new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            Answer answer = next(path);
            if (answer.retryAfter() != null) {
                exchange.getResponseHeaders().set("Retry-After", answer.retryAfter());
            }
            byte[] body = "said".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    /** The next answers at this path. */
    public void answer(String path, Answer... next) {
        answers.computeIfAbsent(path, any -> new ArrayDeque<>()).addAll(List.of(next));
    }

    /** What came to this path about an incident, in the order of arrival. */
    public List<Request> about(String path, String incident) {
        return requests.stream()
                .filter(request -> request.path().equals(path) && request.body().contains(incident))
                .toList();
    }

    private synchronized Answer next(String path) {
        Deque<Answer> waiting = answers.get(path);
        return waiting == null || waiting.isEmpty() ? new Answer(202, null) : waiting.poll();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
