package org.theorder.lifeboat.notifier.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.vertx.core.Vertx;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.notifier.Settings;
import org.theorder.lifeboat.notifier.delivery.SendOutcome;

/** A network whose way out is a proxy, and which has an authority of its own. */
@Timeout(60)
class EgressTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    Path folder;

    private final List<String> connected = new CopyOnWriteArrayList<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final HttpServer plain = server(HttpServer.create());

    EgressTest() throws Exception {}

    @AfterEach
    void end() {
        plain.stop(0);
    }

    @AfterAll
    static void endAll() {
        VERTX.close();
    }

    @Test
    void aNameThatNobodyHereKnowsIsTheProxysToFind() {
        // a proxy of plain HTTP is asked for the whole address
        HttpSender sender = sender(new Egress(at(plain.getAddress()), null));

        SendOutcome outcome = post(sender, URI.create("http://events.example:8123/v2/enqueue"), true);

        assertThat(outcome).isInstanceOf(SendOutcome.Accepted.class);
        assertThat(asked).containsExactly("http://events.example:8123/v2/enqueue");
    }

    @Test
    void anAddressInsideIsAskedWithoutTheProxy() {
        HttpSender sender = sender(new Egress(URI.create("http://127.0.0.1:1"), null));

        SendOutcome outcome =
                post(sender, URI.create("http://127.0.0.1:" + plain.getAddress().getPort() + "/here"), true);

        assertThat(outcome).isInstanceOf(SendOutcome.Accepted.class);
        assertThat(asked).containsExactly("/here");
    }

    @Test
    void whatMayNotLieInsideIsNotLeftToTheProxyToFind() {
        HttpSender sender = sender(new Egress(at(plain.getAddress()), null));

        assertThat(post(sender, URI.create("https://payroll.example/"), false))
                .isInstanceOfSatisfying(
                        SendOutcome.Later.class,
                        later -> assertThat(later.reason()).contains("cannot be found"));
        assertThat(asked).isEmpty();
    }

    @Test
    void tlsGoesThroughATunnelAndOnlyWithATrustedAuthority() throws Exception {
        HttpsServer server = HttpsServer.create();
        server.setHttpsConfigurator(new HttpsConfigurator(certified("events.example")));
        server(server);
        URI url = URI.create("https://events.example:" + server.getAddress().getPort() + "/v2/enqueue");
        try (ConnectProxy proxy = new ConnectProxy(server.getAddress(), connected)) {
            assertThat(post(sender(new Egress(proxy.url(), folder.resolve("ca.pem"))), url, true))
                    .isInstanceOf(SendOutcome.Accepted.class);
            assertThat(connected).containsExactly("CONNECT " + url.getHost() + ":" + url.getPort() + " HTTP/1.1");
            assertThat(asked).containsExactly("/v2/enqueue");

            assertThat(post(sender(new Egress(proxy.url(), null)), url, true))
                    .isInstanceOfSatisfying(
                            SendOutcome.Later.class,
                            later -> assertThat(later.perhapsTaken()).isFalse());
            assertThat(asked).as("nothing was said to whom nobody trusts").hasSize(1);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void mistakesNameTheirKey() {
        assertThatThrownBy(() -> egress("proxy", "https://proxy.example"))
                .hasMessageContaining("lifeboat.notifier.http.proxy");
        assertThatThrownBy(() -> egress("ca-file", folder.resolve("missing.pem").toString()))
                .hasMessageContaining("lifeboat.notifier.http.ca-file");
        assertThat(egress("proxy", "http://proxy.example:3128").proxy()).hasPort(3128);
    }

    private static Egress egress(String key, String value) {
        return Egress.of(Settings.of(HttpSettings.class, Map.of("lifeboat.notifier.http." + key, value)));
    }

    private static HttpSender sender(Egress egress) {
        return new HttpSender(VERTX, EgressTest::lookUp, Clock.systemUTC(), Duration.ofSeconds(20), egress);
    }

    private static SendOutcome post(HttpSender sender, URI url, boolean insideAllowed) {
        return sender.post(new Destination(url, insideAllowed), "{}", Map.of(), status -> false, () -> true);
    }

    /** Names of the Internet are not known here. */
    private static List<InetAddress> lookUp(String host) throws UnknownHostException {
        if (host.endsWith(".example")) {
            throw new UnknownHostException(host);
        }
        return List.of(InetAddress.ofLiteral(host));
    }

    private static URI at(InetSocketAddress address) {
        return URI.create("http://127.0.0.1:" + address.getPort());
    }

    private HttpServer server(HttpServer server) throws Exception {
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI().toString());
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(202, -1);
            exchange.close();
        });
        server.start();
        return server;
    }

    /** Its certificate, which is its own authority, stands in {@code ca.pem}. */
    private SSLContext certified(String host) throws Exception {
        Path store = folder.resolve("store.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + host,
                        "-ext",
                        "san=dns:" + host,
                        "-validity",
                        "1",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream stream = Files.newInputStream(store)) {
            keys.load(stream, PASSWORD);
        }
        Certificate certificate = keys.getCertificate("server");
        Files.writeString(
                folder.resolve("ca.pem"),
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder().encodeToString(certificate.getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
        KeyManagerFactory identity = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        identity.init(keys, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(identity.getKeyManagers(), null, null);
        return context;
    }
}
