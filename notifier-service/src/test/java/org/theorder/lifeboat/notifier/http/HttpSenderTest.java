package org.theorder.lifeboat.notifier.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.theorder.lifeboat.notifier.delivery.SendOutcome;
import org.theorder.lifeboat.servers.FreePorts;

/** How a request may end, on a server that really ends it so. */
@Timeout(30)
class HttpSenderTest {
    private static final Vertx VERTX = Vertx.vertx();

    private final List<String> lookedUp = new ArrayList<>();
    private List<String> addresses = List.of("127.0.0.1");
    private final HttpSender sender = new HttpSender(VERTX, this::lookUp, Clock.systemUTC(), Duration.ofSeconds(2));

    @AfterAll
    static void end() {
        VERTX.close();
    }

    @Test
    void whoCannotWaitForLongDoesNot() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        HttpServer server = serve(exchange -> {
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });
        try {
            URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
            assertThatThrownBy(() -> sender.within(Duration.ofSeconds(1)).ask(url, "GET", null, Map.of(), 10))
                    .hasMessageContaining("no end after 1 s");
        } finally {
            over.countDown();
            server.stop(0);
        }
    }

    @Test
    void aServerThatDripsItsAnswerForEverIsLeft() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        SendOutcome outcome = to(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (var out = exchange.getResponseBody()) {
                while (over.getCount() > 0) {
                    out.write('x');
                    out.flush();
                    over.await(20, java.util.concurrent.TimeUnit.MILLISECONDS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        over.countDown();

        assertThat(outcome).isInstanceOfSatisfying(SendOutcome.Later.class, later -> {
            assertThat(later.reason()).contains("no end after 2 s");
            assertThat(later.perhapsTaken()).isTrue();
        });
    }

    @Test
    void anAnswerLongerThanAnybodyReadsIsAnAnswer() throws Exception {
        SendOutcome outcome = to(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (var out = exchange.getResponseBody()) {
                for (int block = 0; block < 10_000; block++) {
                    out.write(new byte[1_000]);
                }
            }
        });

        assertThat(outcome).isInstanceOf(SendOutcome.Accepted.class);
    }

    @Test
    void whoDropsTheConnectionMayHaveTheMessage() throws Exception {
        assertThat(to(HttpExchange::close))
                .isInstanceOfSatisfying(
                        SendOutcome.Later.class,
                        later -> assertThat(later.perhapsTaken()).isTrue());
    }

    @Test
    void whoIsNotThereHasItNot() {
        URI nobody = URI.create("http://127.0.0.1:" + FreePorts.next() + "/");
        assertThat(sender.post(new Destination(nobody, true), "{}", Map.of(), status -> false, () -> true))
                .isInstanceOfSatisfying(SendOutcome.Later.class, later -> {
                    assertThat(later.reason()).contains("cannot be reached");
                    assertThat(later.perhapsTaken()).isFalse();
                });
    }

    @Test
    void theAddressThatWasLookedAtIsConnectedToUnderTheNameOfTheUrl() throws Exception {
        // neither server is at the first one, and no other name service knows the name
        addresses = List.of("127.0.0.2", "127.0.0.1");
        List<String> asked = new CopyOnWriteArrayList<>();

        SendOutcome outcome = to(
                "http://hook.example:%d/a/b?c=%%20d",
                exchange -> {
                    asked.add(exchange.getRequestHeaders().getFirst("Host") + " " + exchange.getRequestURI());
                    exchange.sendResponseHeaders(204, -1);
                    exchange.close();
                });

        assertThat(outcome).isInstanceOf(SendOutcome.Accepted.class);
        assertThat(asked).singleElement().asString().matches("hook\\.example:\\d+ /a/b\\?c=%20d");
        assertThat(lookedUp).containsExactly("hook.example");
    }

    @Test
    void aRedirectIsAnAnswerAndNobodyGoesThere() throws Exception {
        List<String> asked = new CopyOnWriteArrayList<>();

        SendOutcome outcome = to(exchange -> {
            asked.add(exchange.getRequestURI().getPath());
            exchange.getResponseHeaders().set("Location", "/elsewhere");
            exchange.sendResponseHeaders(307, -1);
            exchange.close();
        });

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        SendOutcome.Later.class,
                        later -> assertThat(later.reason()).contains("HTTP 307"));
        assertThat(asked).containsExactly("/");
    }

    @Test
    void whoLostTheRightAfterConnectingSendsNothing() throws Exception {
        List<String> asked = new CopyOnWriteArrayList<>();
        HttpServer server = serve(exchange -> {
            asked.add("asked");
            exchange.close();
        });
        try {
            assertThat(sender.post(local(server), "{}", Map.of(), status -> false, () -> false))
                    .isInstanceOf(SendOutcome.PassedOn.class);
        } finally {
            server.stop(0);
        }
        assertThat(asked).isEmpty();
    }

    private List<InetAddress> lookUp(String host) throws UnknownHostException {
        lookedUp.add(host);
        List<InetAddress> found = new ArrayList<>();
        for (String address : addresses) {
            found.add(InetAddress.ofLiteral(address));
        }
        return found;
    }

    private SendOutcome to(HttpHandler behaviour) throws IOException {
        return to("http://127.0.0.1:%d/", behaviour);
    }

    private SendOutcome to(String url, HttpHandler behaviour) throws IOException {
        HttpServer server = serve(behaviour);
        try {
            URI address = URI.create(url.formatted(server.getAddress().getPort()));
            return sender.post(new Destination(address, true), "{}", Map.of(), status -> false, () -> true);
        } finally {
            server.stop(0);
        }
    }

    private static Destination local(HttpServer server) {
        return new Destination(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()), true);
    }

    private static HttpServer serve(HttpHandler behaviour) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(task -> Thread.ofVirtual().start(task));
        server.createContext("/", behaviour);
        server.start();
        return server;
    }
}
