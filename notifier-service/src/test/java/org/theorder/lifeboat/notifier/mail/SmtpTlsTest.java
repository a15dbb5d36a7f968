package org.theorder.lifeboat.notifier.mail;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.internet.InternetAddress;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.subethamail.smtp.auth.EasyAuthenticationHandlerFactory;
import org.subethamail.smtp.auth.LoginFailedException;
import org.subethamail.smtp.server.SMTPServer;
import org.theorder.lifeboat.notifier.delivery.SendOutcome;
import org.theorder.lifeboat.servers.FreePorts;

/** Protected connections and logins, against a server with a certificate of its own. */
@Timeout(30)
class SmtpTlsTest {
    private static final char[] STORE_PASSWORD = "changeit".toCharArray();

    @TempDir
    Path folder;

    private final List<String> received = new CopyOnWriteArrayList<>();
    private final SSLContext before = context();
    private SSLContext ours;

    @BeforeEach
    void aCertificateForThisHost() throws Exception {
        Path store = folder.resolve("store.p12");
        int exit = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "mail",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=test mail server",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-validity",
                        "1",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(STORE_PASSWORD))
                .inheritIO()
                .start()
                .waitFor();
        assertThat(exit).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream stream = Files.newInputStream(store)) {
            keys.load(stream, STORE_PASSWORD);
        }
        KeyManagerFactory identity = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        identity.init(keys, STORE_PASSWORD);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("mail", keys.getCertificate("mail"));
        trust.init(trusted);
        ours = SSLContext.getInstance("TLS");
        ours.init(identity.getKeyManagers(), trust.getTrustManagers(), null);
    }

    @AfterEach
    void trustAsBefore() {
        SSLContext.setDefault(before);
    }

    @Test
    void startTlsAndLogin() throws Exception {
        SSLContext.setDefault(ours);
        SMTPServer server = startTlsServer();
        try {
            SendOutcome outcome = send(server.getPort(), MailSettings.Security.STARTTLS, "s3cret");

            assertThat(outcome).isInstanceOf(SendOutcome.Accepted.class);
            assertThat(received).hasSize(1);
        } finally {
            server.stop();
        }
    }

    @Test
    void tlsFromTheFirstByteAndLogin() throws Exception {
        SSLContext.setDefault(ours);
        SMTPServer server = builder().serverSocketFactory(ours).build();
        server.start();
        try {
            assertThat(send(server.getPort(), MailSettings.Security.TLS, "s3cret"))
                    .isInstanceOf(SendOutcome.Accepted.class);
        } finally {
            server.stop();
        }
    }

    @Test
    void aWrongPasswordLosesNoMessageAndIsNotShown() throws Exception {
        SSLContext.setDefault(ours);
        SMTPServer server = startTlsServer();
        try {
            assertThat(send(server.getPort(), MailSettings.Security.STARTTLS, "wr0ng"))
                    .isInstanceOfSatisfying(
                            SendOutcome.Later.class,
                            later -> assertThat(later.reason()).contains("535").doesNotContain("wr0ng"));
        } finally {
            server.stop();
        }
    }

    @Test
    void aCertificateThatNobodyVouchesForGetsNothing() throws Exception {
        SMTPServer server = startTlsServer();
        try {
            assertThat(send(server.getPort(), MailSettings.Security.STARTTLS, "s3cret"))
                    .isInstanceOf(SendOutcome.Later.class);
            assertThat(received).isEmpty();
        } finally {
            server.stop();
        }
    }

    @Test
    void aServerWithoutTlsGetsNothing() throws Exception {
        try (ScriptedSmtpServer server = new ScriptedSmtpServer()) {
            assertThat(send(server.port(), MailSettings.Security.STARTTLS, "s3cret"))
                    .isInstanceOfSatisfying(
                            SendOutcome.Later.class,
                            later -> assertThat(later.reason()).contains("STARTTLS"));
            assertThat(server.taken()).isEmpty();
        }
    }

    private SMTPServer startTlsServer() {
        SMTPServer server =
                builder().enableTLS().requireTLS().startTlsSocketFactory(ours).build();
        server.start();
        return server;
    }

    private SMTPServer.Builder builder() {
        return SMTPServer.port(FreePorts.next())
                .bindAddress(InetAddress.getLoopbackAddress())
                .requireAuth()
                .authenticationHandlerFactory(new EasyAuthenticationHandlerFactory((user, password, context) -> {
                    if (!user.equals("lifeboat") || !password.equals("s3cret")) {
                        throw new LoginFailedException();
                    }
                }))
                .messageHandler((context, from, to, data) -> received.add(to));
    }

    private static SendOutcome send(int port, MailSettings.Security security, String password) throws Exception {
        SmtpClient client = new SmtpClient(new MailServer(
                "127.0.0.1",
                port,
                security,
                "lifeboat",
                password,
                null,
                new InternetAddress("lifeboat@example.org", "Lifeboat"),
                "example.org",
                "localhost",
                Duration.ofSeconds(2),
                Duration.ofSeconds(2),
                Duration.ofSeconds(5)));
        FutureTask<SendOutcome> task =
                new FutureTask<>(() -> client.send(Letter.toTeam(SmtpClientTest.delivery()), () -> true));
        Thread.ofVirtual().start(task);
        return task.get();
    }

    private static SSLContext context() {
        try {
            return SSLContext.getDefault();
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
