package org.theorder.lifeboat.monitor.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.theorder.lifeboat.monitor.rule.Reading;

class NetworkLooksIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final Trust TRUST = new Trust("ca-file", null);

    private HttpServer server;
    private HttpClient client;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            int status = Integer.parseInt(exchange.getRequestURI().getPath().substring(1));
            if (status == 302) {
                exchange.getResponseHeaders().add("Location", "/200");
            }
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
        client = HttpClient.newHttpClient();
    }

    @AfterEach
    void stop() {
        client.close();
        server.stop(0);
    }

    private Reading http(String url) {
        return new HttpLook(client, TRUST, URI.create(url), TIMEOUT, new Outage("Service shop", url)).read();
    }

    private static Reading tcp(int port) {
        return new TcpLook("127.0.0.1", port, TIMEOUT, new Outage("Service shop", "127.0.0.1:" + port)).read();
    }

    @ParameterizedTest
    @CsvSource({"200, true", "204, true", "302, false", "404, false", "503, false"})
    void onlyASuccessIsGood(int status, boolean good) {
        Reading reading = http("http://127.0.0.1:" + server.getAddress().getPort() + "/" + status);

        assertThat(reading).isInstanceOf(good ? Reading.Good.class : Reading.Bad.class);
        assertThat(reading.value()).contains("answered " + status);
    }

    @Test
    void aPortThatAcceptsIsGood() {
        assertThat(tcp(server.getAddress().getPort())).isInstanceOf(Reading.Good.class);
    }

    @Test
    void aPortThatRefusesIsBad() {
        assertThat(tcp(1).value()).contains("no connection to 127.0.0.1:1");
        assertThat(http("http://127.0.0.1:1/").value()).startsWith("no answer from http://127.0.0.1:1/");
    }

    @Test
    void aServerThatAcceptsAndSaysNothingIsBad() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            assertThat(http("http://127.0.0.1:" + silent.getLocalPort() + "/")).isInstanceOf(Reading.Bad.class);
            SqlServer server = new SqlServer(
                    "127.0.0.1", silent.getLocalPort(), "shop", "watcher", "w", null, "disable", TRUST, TIMEOUT);
            Reading reading = new SqlLook(server, new Outage("Database shop", server.address())).read();
            assertThat(reading).isInstanceOf(Reading.Bad.class);
        }
    }
}
