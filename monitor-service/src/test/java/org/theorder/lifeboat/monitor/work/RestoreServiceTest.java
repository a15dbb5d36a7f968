package org.theorder.lifeboat.monitor.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.monitor.Mappings;

class RestoreServiceTest {
    private static final ClusterName SHOP = new ClusterName("shop");

    @TempDir
    Path folder;

    private static RestoreService service(Map<String, String> keys) {
        return new RestoreService(Mappings.of(RestoreServiceConfiguration.class, keys));
    }

    @Test
    void whatCannotBeAskedIsSilentAndSaysWhy() {
        assertThat(service(Map.of()).windows(SHOP))
                .isEqualTo(new RestoreService.Answer.Silent<>("lifeboat.monitor.restore-service.url is not set"));
        assertThatThrownBy(() -> service(Map.of("lifeboat.monitor.restore-service.url", "no url")))
                .isInstanceOf(LifeboatException.class)
                .hasMessageContaining("lifeboat.monitor.restore-service.url");
    }

    @Test
    void windowsAreReadWithTheTokenOfTheFileNewestFirst() throws IOException {
        Path token = Files.writeString(folder.resolve("token"), "secret\n");
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/clusters/shop/restore-points", exchange -> {
            boolean known = "Bearer secret".equals(exchange.getRequestHeaders().getFirst("Authorization"));
            byte[] json = """
                    {"regions": [{"region": "dr", "timelines": [{"timeline": 2, "windows": [
                      {"from": {"at": "2026-11-20T12:00:00Z"}, "to": {"at": "2026-11-21T12:00:00Z"}},
                      {"from": {"at": "2026-11-21T13:00:00Z"}, "to": {"at": "2026-11-22T12:00:00Z"}}]}]}]}
                    """.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(known ? 200 : 401, known ? json.length : -1);
            if (known) {
                exchange.getResponseBody().write(json);
            }
            exchange.close();
        });
        server.start();
        try {
            String url = "http://127.0.0.1:" + server.getAddress().getPort();
            RegionName dr = new RegionName("dr");

            assertThat(service(Map.of(
                                    "lifeboat.monitor.restore-service.url",
                                    url,
                                    "lifeboat.monitor.restore-service.token-file",
                                    token.toString()))
                            .windows(SHOP))
                    .isEqualTo(new RestoreService.Answer.Told<>(List.of(
                            new RestoreService.Window(
                                    dr,
                                    2,
                                    Instant.parse("2026-11-21T13:00:00Z"),
                                    Instant.parse("2026-11-22T12:00:00Z")),
                            new RestoreService.Window(
                                    dr,
                                    2,
                                    Instant.parse("2026-11-20T12:00:00Z"),
                                    Instant.parse("2026-11-21T12:00:00Z")))));
            assertThat(service(Map.of("lifeboat.monitor.restore-service.url", url))
                            .windows(SHOP))
                    .isEqualTo(new RestoreService.Answer.Silent<>("it answered 401"));
        } finally {
            server.stop(0);
        }
    }
}
