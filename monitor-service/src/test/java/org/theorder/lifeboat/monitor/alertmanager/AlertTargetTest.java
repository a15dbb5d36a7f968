package org.theorder.lifeboat.monitor.alertmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.theorder.lifeboat.monitor.Mappings;
import org.theorder.lifeboat.monitor.servers.ServerCertificate;

/** A server that wants to know who calls, below a path of a proxy. */
class AlertTargetTest {
    private static final String PREFIX = "lifeboat.monitor.alertmanager.";

    @TempDir
    Path folder;

    private HttpServer server;
    private volatile String wanted = "";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        serve(server);
        server.start();
    }

    private void serve(HttpServer any) {
        any.createContext("/prometheus/alerts/api/v2/alerts", exchange -> {
            String login = exchange.getRequestHeaders().getFirst("Authorization");
            exchange.sendResponseHeaders(wanted.equals(login == null ? "" : login) ? 200 : 401, -1);
            exchange.close();
        });
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private static AlertTarget target(Map<String, String> properties) {
        Map<String, String> named = new HashMap<>();
        properties.forEach((name, value) -> named.put(PREFIX + name, value));
        return AlertTarget.of(Mappings.of(AlertmanagerConfiguration.class, named), new ObjectMapper())
                .orElseThrow();
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/prometheus/alerts";
    }

    private String secret(String name, String value) throws IOException {
        return Files.writeString(folder.resolve(name), value + "\n").toString();
    }

    private static String sent(Map<String, String> properties) throws InterruptedException {
        try (AlertTarget target = target(properties)) {
            return target.send(List.of());
        }
    }

    @Test
    void weSayWhoWeAreByTokenOrByPassword() throws Exception {
        assertThat(sent(Map.of("url", url()))).isEmpty();
        assertThat(sent(Map.of("url", url() + "/"))).isEmpty();

        wanted = "Bearer t0p";
        assertThat(sent(Map.of("url", url()))).isEqualTo("answered 401");
        assertThat(sent(Map.of("url", url(), "token-file", secret("token", "t0p"))))
                .isEmpty();

        wanted = "Basic " + Base64.getEncoder().encodeToString("lifeboat:päss".getBytes(StandardCharsets.UTF_8));
        assertThat(sent(Map.of("url", url(), "user", "lifeboat", "password-file", secret("password", "päss"))))
                .isEmpty();
    }

    @Test
    void aServerWithACertificateOfItsOwnIsTrustedByFile() throws Exception {
        HttpServer https = ServerCertificate.show(0, folder, 30);
        try {
            serve(https);
            String url = "https://127.0.0.1:" + https.getAddress().getPort() + "/prometheus/alerts";

            assertThat(sent(Map.of("url", url))).contains("SSLHandshakeException");
            assertThat(sent(Map.of(
                            "url",
                            url,
                            "ca-file",
                            ServerCertificate.of(folder, 30).toString())))
                    .isEmpty();
        } finally {
            https.stop(0);
        }
    }

    @Test
    void aSecretThatIsMissingOrNoneIsToldWithoutIt() throws Exception {
        assertThat(sent(Map.of(
                        "url", url(), "token-file", folder.resolve("none").toString())))
                .contains("NoSuchFileException");
        assertThat(sent(Map.of("url", url(), "token-file", secret("token", "t0p\ns3cret"))))
                .contains("no header may hold")
                .doesNotContain("s3cret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"alertmanager:9093", "http:///s3cret", "ftp://s3cret.example/", "http://u:s3cret@x/", "s3 cret"})
    void aWrongAddressEndsTheStartAndIsNotRepeated(String url) {
        assertThatThrownBy(() -> target(Map.of("url", url)))
                .hasMessageContaining(PREFIX + "url")
                .hasMessageNotContaining("s3cret")
                .hasMessageNotContaining("s3 cret");
    }

    @Test
    void twoWaysToLogInAreOneTooMany() {
        assertThatThrownBy(() -> target(Map.of("url", url(), "user", "lifeboat")))
                .hasMessageContaining(PREFIX + "user");
        assertThatThrownBy(() -> target(Map.of("url", url(), "user", "u", "password-file", "/p", "token-file", "/t")))
                .hasMessageContaining(PREFIX + "token-file");
    }
}
