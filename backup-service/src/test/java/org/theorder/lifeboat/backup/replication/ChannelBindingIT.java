package org.theorder.lifeboat.backup.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.backup.servers.Certificates;
import org.theorder.lifeboat.backup.servers.Embedded18;
import org.theorder.lifeboat.backup.servers.Protected;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * SCRAM-SHA-256-PLUS on a real server: somebody in the middle ends the TLS of both sides and passes everything on. The
 * certificate is not verified (sslmode require), the password is right, and the login fails all the same, because the proof
 * is bound to the certificate that the client saw. Without binding it would succeed.
 */
class ChannelBindingIT {
    private static final byte[] SSL_REQUEST = {0, 0, 0, 8, 4, (byte) 210, 22, 47};

    @Test
    void loginThroughSomebodyElsesTlsIsRefused(@TempDir(cleanup = CleanupMode.NEVER) Path folder) throws Exception {
        Certificates right = Certificates.forHost(folder, "localhost");
        Certificates.forHost(folder, "between.example.org");
        try (Protected server = Embedded18.start(
                        folder.resolve("server"),
                        Map.of(
                                "ssl", "on",
                                "ssl_cert_file", right.certificate().toString(),
                                "ssl_key_file", right.key().toString()));
                ServerSocket between = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            server.createRole();
            SSLContext tls = context(folder.resolve("between.example.org.p12"));
            Thread.ofVirtual().start(() -> pass(between, tls, server.port()));
            try (ReplicationConnection direct = open(server.port())) {
                assertThat(direct.identifySystem().timeline()).isEqualTo(1);
            }

            assertThatThrownBy(() -> open(between.getLocalPort()).close())
                    .isInstanceOfSatisfying(
                            LifeboatException.class,
                            refused -> assertThat(refused.code())
                                    .as(refused.explanation())
                                    .isEqualTo(ErrorCode.CREDENTIALS_REFUSED));
            assertThat(Files.readString(folder.resolve("server/postgres.log")))
                    .contains("SCRAM channel binding check failed");
        }
    }

    private static ReplicationConnection open(int port) {
        return ReplicationConnection.open(
                new ServerAddress(
                        "127.0.0.1",
                        port,
                        Protected.ROLE,
                        new Password.Inline(Protected.ROLE_PASSWORD),
                        SslMode.REQUIRE,
                        null,
                        null,
                        Duration.ofSeconds(5)),
                Duration.ofSeconds(10));
    }

    /** Speaks TLS with its own certificate on one side, and with anybody's on the other. */
    private static void pass(ServerSocket listener, SSLContext tls, int target) {
        try (Socket client = listener.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
            assertThat(client.getInputStream().readNBytes(SSL_REQUEST.length)).isEqualTo(SSL_REQUEST);
            client.getOutputStream().write('S');
            SSLSocket clientSide = (SSLSocket) tls.getSocketFactory().createSocket(client, null, true);
            server.getOutputStream().write(SSL_REQUEST);
            assertThat(server.getInputStream().read()).isEqualTo('S');
            SSLSocket serverSide = (SSLSocket) tls.getSocketFactory().createSocket(server, "localhost", target, true);
            Thread answers = Thread.ofVirtual().start(() -> copy(serverSide, clientSide));
            copy(clientSide, serverSide);
            answers.join();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void copy(SSLSocket from, SSLSocket to) {
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException e) {
            // one side has hung up: the other one is closed as well
        }
    }

    private static SSLContext context(Path store) throws GeneralSecurityException, IOException {
        char[] word = "changeit".toCharArray();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, word);
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, word);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), new TrustManager[] {new TrustsEverybody()}, null);
        return context;
    }

    private static final class TrustsEverybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
