package org.theorder.lifeboat.repository.storage.s3;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** An HTTP proxy that takes every request, whatever its host, to one server. */
final class HttpProxy implements AutoCloseable {
    private static final Set<String> NOT_PASSED_ON = Set.of(
            "host", "connection", "content-length", "expect", "proxy-connection", "transfer-encoding", "upgrade");

    private final URI target;
    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicInteger requests = new AtomicInteger();
    private final Queue<Put> puts = new ConcurrentLinkedQueue<>();

    /**
     * A PUT that was passed on.
     *
     * @param crc32c the header {@code x-amz-checksum-crc32c}; null if there was none
     */
    record Put(String path, String query, @Nullable String crc32c) {}

    private HttpProxy(URI target, HttpServer server) {
        this.target = target;
        this.server = server;
    }

    static HttpProxy to(URI target) {
        try {
            return started(target, HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stands before the server like a load balancer that ends TLS. */
    static HttpProxy withTls(URI target, SSLContext context) {
        try {
            HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(context));
            return started(target, server);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HttpProxy started(URI target, HttpServer server) {
        HttpProxy proxy = new HttpProxy(target, server);
        server.createContext("/", proxy::pass);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        return proxy;
    }

    URI address() {
        return URI.create((server instanceof HttpsServer ? "https" : "http") + "://127.0.0.1:"
                + server.getAddress().getPort());
    }

    int requests() {
        return requests.get();
    }

    /** In the order in which they came. */
    List<Put> puts() {
        return List.copyOf(puts);
    }

    /** The signature covers the host's name, which the gateway therefore must see (allowed in the pom). */
    private void pass(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        URI asked = exchange.getRequestURI();
        String query = asked.getRawQuery() == null ? "" : "?" + asked.getRawQuery();
        if (exchange.getRequestMethod().equals("PUT")) {
            puts.add(
                    new Put(asked.getPath(), query, exchange.getRequestHeaders().getFirst("x-amz-checksum-crc32c")));
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(target + asked.getRawPath() + query))
                .method(
                        exchange.getRequestMethod(),
                        HttpRequest.BodyPublishers.ofByteArray(
                                exchange.getRequestBody().readAllBytes()));
        request.header("host", exchange.getRequestHeaders().getFirst("Host"));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!NOT_PASSED_ON.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        try (exchange) {
            HttpResponse<InputStream> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            answer.headers().map().forEach((name, values) -> {
                if (!NOT_PASSED_ON.contains(name)) {
                    values.forEach(value -> exchange.getResponseHeaders().add(name, value));
                }
            });
            byte[] body = answer.body().readAllBytes();
            exchange.sendResponseHeaders(answer.statusCode(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        client.close();
    }
}
