package org.theorder.lifeboat.monitor.servers;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Answers what the overview asks restore-service: windows of a week in two regions, and a drill in some hours. */
final class RestoreServiceStub {
    private static final Clock CLOCK = Clock.systemUTC();

    private RestoreServiceStub() {}

    /** Its base URL. It ends with the JVM. */
    static String start() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/drills",
                exchange -> answer(exchange, """
                        {"cron": "0 4 * * *", "zone": "UTC", "nextAt": "%s", "newest": []}
                        """.formatted(CLOCK.instant().plus(Duration.ofHours(5)))));
        server.createContext("/clusters/", exchange -> {
            Instant now = CLOCK.instant();
            answer(exchange, """
                    {"cluster": "any", "named": null, "regions": [%s, %s]}
                    """.formatted(
                            region("dr", now.minus(Duration.ofDays(7)), now.minusSeconds(4)),
                            region("primary", now.minus(Duration.ofDays(7)), now.minusSeconds(2))));
        });
        server.start();
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private static String region(String name, Instant from, Instant to) {
        return """
                {"region": "%s", "newest": null, "troubles": [], "timelines": [{"systemIdentifier": "1", "timeline": 1,
                 "parent": null, "branchedAt": null, "gaps": [], "windows": [{"backups": [],
                 "from": {"lsn": "0/2000120", "at": "%s"}, "to": {"lsn": "0/5000000", "at": "%s"}}]}]}
                """.formatted(name, from, to);
    }

    private static void answer(HttpExchange exchange, String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
