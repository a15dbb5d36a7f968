package org.theorder.lifeboat.monitor.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsServer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.monitor.probe.CertificateLook.Beginning;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.monitor.rule.RuleName;
import org.theorder.lifeboat.monitor.rule.Verdict;
import org.theorder.lifeboat.monitor.rulebook.RuleBook;
import org.theorder.lifeboat.monitor.servers.ServerCertificate;
import org.theorder.lifeboat.servers.PostgresOptions;
import org.theorder.lifeboat.servers.PostgresServer;

/** Real certificates that real servers show. */
class CertificateIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    private Verdict verdict(int days) {
        HttpsServer server = ServerCertificate.show(0, folder, days);
        try {
            Reading reading =
                    look(server.getAddress().getPort(), Beginning.AT_ONCE).read();
            return RuleBook.ofRelease().named(RuleName.CERTIFICATE_EXPIRES).verdict(reading);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aCertificateThatIsAboutToExpireIsSeenInTime() {
        assertThat(verdict(90)).isEqualTo(Verdict.Plain.GOOD);
        assertThat(verdict(20)).isEqualTo(new Verdict.Bad(Severity.WARNING));
        assertThat(verdict(2)).isEqualTo(new Verdict.Bad(Severity.CRITICAL));
    }

    private static CertificateLook look(int port, Beginning beginning) {
        return new CertificateLook("127.0.0.1", port, beginning, TIMEOUT, Clock.systemUTC());
    }

    @Test
    void aDatabaseIsAskedForItsCertificate() {
        PostgresOptions options = PostgresOptions.in(folder.resolve("postgres"));
        try (PostgresServer server = PostgresServer.start(options.withSettings(ServerCertificate.ssl(folder, 20)))) {
            assertThat(look(server.port(), Beginning.POSTGRESQL).read().value()).startsWith("valid for 19 d");
        }
        try (PostgresServer server = PostgresServer.start(options)) {
            assertThat(look(server.port(), Beginning.POSTGRESQL).read().value()).endsWith("the server offers no TLS");
        }
    }

    @Test
    void whoShowsNoneIsUnknown() {
        assertThat(look(1, Beginning.AT_ONCE).read()).isInstanceOf(Reading.Unknown.class);
    }
}
