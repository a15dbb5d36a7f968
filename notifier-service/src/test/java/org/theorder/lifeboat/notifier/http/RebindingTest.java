package org.theorder.lifeboat.notifier.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsServer;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.notifier.delivery.SendOutcome;

/**
 * Names that mean something else at the second look, in a network of their own: a real DNS server that this host's resolver
 * asks, one server at a public address and one at the loopback, and a JVM that keeps no name.
 */
class RebindingTest {
    private static final String OUTSIDE = "203.0.114.7";
    private static final String INSIDE = "127.0.0.1";
    private static final String PASSWORD = "changeit";
    private static final String NETWORK = """
            ip link set lo up && ip addr add %s/32 dev lo && mount --bind "$0" /etc/resolv.conf""".formatted(OUTSIDE);

    @TempDir
    Path folder;

    @Test
    void whatWasLookedAtIsConnectedToAndNothingInsideIsEverReached() throws Exception {
        Path resolver = Files.writeString(folder.resolve("resolv.conf"), "nameserver 127.0.0.1\n");
        assumeThat(run("unshare", "-Urmn", "sh", "-c", NETWORK, resolver.toString()))
                .as("unprivileged network and mount namespaces, and iproute2: " + said())
                .isEqualTo(0);
        Path keys = folder.resolve("keys.p12");
        assertThat(run(
                        java("keytool"),
                        "-genkeypair",
                        "-alias",
                        "hook",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=hook.example",
                        "-ext",
                        "san=dns:hook.example",
                        "-validity",
                        "1",
                        "-keystore",
                        keys.toString(),
                        "-storepass",
                        PASSWORD))
                .as(said())
                .isEqualTo(0);

        int exit = run(
                "unshare",
                "-Urmn",
                "sh",
                "-c",
                NETWORK + " && exec \"$@\"",
                resolver.toString(),
                java("java"),
                "-Dsun.net.inetaddr.ttl=0",
                "-Dsun.net.inetaddr.negative.ttl=0",
                "-Djavax.net.ssl.trustStore=" + keys,
                "-Djavax.net.ssl.trustStorePassword=" + PASSWORD,
                "-cp",
                System.getProperty("java.class.path"),
                Scene.class.getName(),
                keys.toString());

        assertThat(exit).as(said()).isEqualTo(0);
        assertThat(said().lines().filter(line -> line.startsWith("> ")))
                .containsExactly(
                        "> world, then inside: Accepted, outside [hook.example:8080], inside [], answers left 1",
                        "> inside now: Refused, outside [], inside [], answers left 0",
                        "> world and inside at once: Refused, outside [], inside [], answers left 0",
                        "> sent on to the inside: Later, outside [hook.example:8080], inside [], answers left 0",
                        "> TLS: Accepted, outside [hook.example:8443 SNI hook.example], inside [], answers left 0",
                        "> TLS of somebody else: Later, outside [], inside [], answers left 0");
    }

    /** Runs inside the namespace. */
    static final class Scene {
        private final ScriptedNameServer names = new ScriptedNameServer(53);
        private final List<String> outside = new CopyOnWriteArrayList<>();
        private final List<String> inside = new CopyOnWriteArrayList<>();
        private final HttpSender sender;

        private Scene(HttpSender sender) throws IOException {
            this.sender = sender;
        }

        public static void main(String[] arguments) throws Exception {
            new Scene(new HttpSender(Vertx.vertx(), NameService.SYSTEM, Clock.systemUTC(), Duration.ofSeconds(20)))
                    .play(Path.of(arguments[0]));
            System.exit(0);
        }

        private void play(Path keys) throws Exception {
            serve(HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral(OUTSIDE), 8080), 0), outside);
            serve(HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral(INSIDE), 8080), 0), inside);
            HttpsServer secure = HttpsServer.create(new InetSocketAddress(InetAddress.ofLiteral(OUTSIDE), 8443), 0);
            secure.setHttpsConfigurator(new HttpsConfigurator(identity(keys)));
            serve(secure, outside);

            names.answer("hook.example", OUTSIDE, INSIDE);
            post("world, then inside", "http://hook.example:8080/", "hook.example");
            post("inside now", "http://hook.example:8080/", "hook.example");
            names.answer("both.example", OUTSIDE + " " + INSIDE);
            post("world and inside at once", "http://both.example:8080/", "both.example");
            names.answer("hook.example", OUTSIDE);
            post("sent on to the inside", "http://hook.example:8080/redirect", "hook.example");
            names.answer("hook.example", OUTSIDE);
            post("TLS", "https://hook.example:8443/", "hook.example");
            names.answer("other.example", OUTSIDE);
            post("TLS of somebody else", "https://other.example:8443/", "other.example");
        }

        private void post(String what, String url, String name) {
            outside.clear();
            inside.clear();
            SendOutcome outcome =
                    sender.post(new Destination(URI.create(url), false), "{}", Map.of(), status -> false, () -> true);
            System.out.println("> " + what + ": " + outcome.getClass().getSimpleName() + ", outside " + outside
                    + ", inside " + inside + ", answers left " + names.left(name));
            System.out.println(outcome);
        }

        private static void serve(HttpServer server, List<String> asked) {
            HttpHandler handler = exchange -> {
                String host = exchange.getRequestHeaders().getFirst("Host");
                asked.add(host + (exchange instanceof HttpsExchange secure ? " SNI " + sni(secure) : ""));
                boolean redirect = exchange.getRequestURI().getPath().equals("/redirect");
                exchange.getResponseHeaders().set("Location", "http://127.0.0.1:8080/");
                exchange.sendResponseHeaders(redirect ? 302 : 202, -1);
                exchange.close();
            };
            server.createContext("/", handler);
            server.start();
        }

        private static String sni(HttpsExchange exchange) {
            var names = ((ExtendedSSLSession) exchange.getSSLSession()).getRequestedServerNames();
            return new String(names.getFirst().getEncoded(), java.nio.charset.StandardCharsets.US_ASCII);
        }

        private static SSLContext identity(Path keys) throws Exception {
            KeyStore store = KeyStore.getInstance("PKCS12");
            try (InputStream stream = Files.newInputStream(keys)) {
                store.load(stream, PASSWORD.toCharArray());
            }
            KeyManagerFactory identity = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            identity.init(store, PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(identity.getKeyManagers(), null, null);
            return context;
        }
    }

    private static String java(String program) {
        return Path.of(System.getProperty("java.home"), "bin", program).toString();
    }

    private int run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(new ArrayList<>(List.of(command)))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile())
                .start();
        if (!process.waitFor(90, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("it hangs: " + said());
        }
        return process.exitValue();
    }

    private String said() throws IOException {
        Path said = folder.resolve("said");
        return Files.exists(said) ? Files.readString(said) : "";
    }
}
