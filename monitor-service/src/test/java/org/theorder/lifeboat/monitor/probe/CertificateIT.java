package org.theorder.lifeboat.monitor.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.monitor.rule.RuleName;
import org.theorder.lifeboat.monitor.rule.Verdict;
import org.theorder.lifeboat.monitor.rulebook.RuleBook;

/** Real certificates that a real server shows. */
class CertificateIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    Path folder;

    private Verdict verdict(int days) throws IOException, GeneralSecurityException, InterruptedException {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context(days)));
        server.start();
        try {
            Reading reading =
                    new CertificateLook("127.0.0.1", server.getAddress().getPort(), TIMEOUT, Clock.systemUTC()).read();
            return RuleBook.ofRelease().named(RuleName.CERTIFICATE_EXPIRES).verdict(reading);
        } finally {
            server.stop(0);
        }
    }

    private SSLContext context(int days) throws IOException, GeneralSecurityException, InterruptedException {
        Path keys = folder.resolve("keys-" + days);
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keystore",
                        keys.toString(),
                        "-storepass",
                        new String(PASSWORD),
                        "-alias",
                        "server",
                        "-dname",
                        "CN=127.0.0.1",
                        "-keyalg",
                        "EC",
                        "-validity",
                        String.valueOf(days))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream file = Files.newInputStream(keys)) {
            store.load(file, PASSWORD);
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    @Test
    void aCertificateThatIsAboutToExpireIsSeenInTime() throws Exception {
        assertThat(verdict(90)).isEqualTo(Verdict.Plain.GOOD);
        assertThat(verdict(20)).isEqualTo(new Verdict.Bad(Severity.WARNING));
        assertThat(verdict(2)).isEqualTo(new Verdict.Bad(Severity.CRITICAL));
    }

    @Test
    void whoShowsNoneIsUnknown() {
        assertThat(new CertificateLook("127.0.0.1", 1, TIMEOUT, Clock.systemUTC()).read())
                .isInstanceOf(Reading.Unknown.class);
    }
}
