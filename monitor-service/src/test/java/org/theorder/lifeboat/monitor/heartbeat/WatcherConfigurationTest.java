package org.theorder.lifeboat.monitor.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.theorder.lifeboat.monitor.Mappings;
import org.theorder.lifeboat.monitor.probe.Configured;
import org.theorder.lifeboat.monitor.probe.HttpClients;
import org.theorder.lifeboat.monitor.probe.Trust;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.monitor.rulebook.RuleBook;
import org.theorder.lifeboat.monitor.rulebook.RulesConfiguration;
import org.theorder.lifeboat.monitor.servers.ServerCertificate;

class WatcherConfigurationTest {
    private static final String PREFIX = "lifeboat.monitor.watchers.";

    private static final RuleBook RULES = new RuleBook(Mappings.of(RulesConfiguration.class, Map.of()));

    private static WatcherConfiguration configuration(Map<String, String> properties) {
        return Mappings.of(WatcherConfiguration.class, properties);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"snitch.example/s3cret", "http:///s3cret", "ftp://snitch.example/s3cret", "https://s3cret path"})
    void aWrongAddressOfTheSnitchEndsTheStartAndIsNotRepeated(String address) {
        assertThatThrownBy(() -> new Snitch(configuration(Map.of(PREFIX + "snitch", address))))
                .hasMessageContaining(PREFIX + "snitch")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void aSnitchMayHaveAQueryAndAPeerMayNot() {
        String url = "https://snitch.example/s3cret?m=round";
        new Snitch(configuration(Map.of(PREFIX + "snitch", url))).close();

        assertThatThrownBy(() ->
                        new PeerProbe(configuration(Map.of(PREFIX + "peers.dr.url", url)), Clock.systemUTC(), RULES))
                .hasMessageContaining(PREFIX + "peers.dr.url")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void aPeerIsAskedOftenEnoughToBeKnown() {
        assertThatThrownBy(() ->
                        new PeerProbe(configuration(Map.of(PREFIX + "peer-interval", "21s")), Clock.systemUTC(), RULES))
                .hasMessageContaining(PREFIX + "peer-interval must be at most 20 s");
    }

    @Test
    void aPeerBehindAPathOfAProxyIsFound() throws IOException, InterruptedException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/dr/monitor/evaluation", exchange -> {
            byte[] said = "{\"evaluatedAt\": \"2026-11-22T12:00:00Z\", \"at\": \"2026-11-22T12:00:01Z\"}"
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, said.length);
            exchange.getResponseBody().write(said);
            exchange.close();
        });
        server.start();
        try (HttpClients http = new HttpClients(Duration.ofSeconds(20))) {
            PeerLook look = new PeerLook(
                    "dr",
                    Configured.url(
                            "url", "http://127.0.0.1:" + server.getAddress().getPort() + "/dr/monitor"),
                    null,
                    new Trust("ca-file", null),
                    Duration.ofSeconds(20));

            assertThat(look.ask(http))
                    .isEqualTo(new PeerLook.Answer.Told(
                            Instant.parse("2026-11-22T12:00:00Z"), Instant.parse("2026-11-22T12:00:01Z")));
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aPeerThatIsNotTrustedIsUnknownNotSilent(@TempDir Path folder) {
        HttpsServer server = ServerCertificate.show(0, folder, 30);
        try {
            String url = "https://127.0.0.1:" + server.getAddress().getPort();
            Map<String, String> peer = Map.of(PREFIX + "peers.dr.url", url);
            Map<String, String> trusted = Map.of(
                    PREFIX + "peers.dr.url",
                    url,
                    PREFIX + "peers.dr.ca-file",
                    ServerCertificate.of(folder, 30).toString());

            assertThat(looked(peer))
                    .isInstanceOfSatisfying(
                            Reading.Unknown.class,
                            unknown -> assertThat(unknown.value()).endsWith(PREFIX + "peers.dr.ca-file"));
            assertThat(looked(trusted))
                    .isInstanceOfSatisfying(
                            Reading.Unknown.class,
                            unknown -> assertThat(unknown.value()).isEqualTo("not heard yet, answered 404"));
        } finally {
            server.stop(0);
        }
    }

    private static Reading looked(Map<String, String> properties) {
        PeerProbe probe = new PeerProbe(configuration(properties), Clock.systemUTC(), RULES);
        try {
            return probe.look().getFirst().reading();
        } finally {
            probe.close();
        }
    }
}
