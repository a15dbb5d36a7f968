package org.theorder.lifeboat.notifier.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.theorder.lifeboat.notifier.delivery.SendOutcome;
import org.theorder.lifeboat.servers.FreePorts;

/** How a request may end, on a server that really ends it so. */
@Timeout(30)
class HttpSenderTest {
    private final HttpSender sender = new HttpSender(Clock.systemUTC(), Duration.ofSeconds(2));

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

    private SendOutcome to(HttpHandler behaviour) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var threads = Executors.newVirtualThreadPerTaskExecutor();
        server.setExecutor(threads);
        server.createContext("/", behaviour);
        server.start();
        try {
            URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
            return sender.post(new Destination(url, true), "{}", Map.of(), status -> false, () -> true);
        } finally {
            server.stop(0);
            threads.shutdownNow();
        }
    }
}
