package org.theorder.lifeboat.monitor.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsServer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.monitor.rule.RuleName;
import org.theorder.lifeboat.monitor.rule.Verdict;
import org.theorder.lifeboat.monitor.rulebook.RuleBook;
import org.theorder.lifeboat.monitor.servers.ServerCertificate;

/** Real certificates that a real server shows. */
class CertificateIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    private Verdict verdict(int days) {
        HttpsServer server = ServerCertificate.show(0, folder, days);
        try {
            Reading reading =
                    new CertificateLook("127.0.0.1", server.getAddress().getPort(), TIMEOUT, Clock.systemUTC()).read();
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

    @Test
    void whoShowsNoneIsUnknown() {
        assertThat(new CertificateLook("127.0.0.1", 1, TIMEOUT, Clock.systemUTC()).read())
                .isInstanceOf(Reading.Unknown.class);
    }
}
