package org.theorder.lifeboat.monitor.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.monitor.Mappings;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.monitor.rule.RuleName;
import org.theorder.lifeboat.monitor.rulebook.RuleBook;
import org.theorder.lifeboat.monitor.rulebook.RulesConfiguration;

/** The limit is 85 s. */
class PeerProbeTest {
    private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");
    private static final RuleBook RULES = new RuleBook(Mappings.of(RulesConfiguration.class, Map.of()));

    private volatile Instant now = START;
    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    /** When the other monitor looked last; never if it is dead. */
    private volatile Instant evaluatedAt = Instant.MIN;

    private HttpServer peer;
    private PeerProbe probe;

    @BeforeEach
    void start() throws IOException {
        peer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        peer.createContext("/evaluation", exchange -> {
            byte[] said = "{\"evaluatedAt\": \"%s\", \"at\": \"%s\"}"
                    .formatted(evaluatedAt, now)
                    .getBytes(StandardCharsets.UTF_8);
            boolean dead = evaluatedAt.equals(Instant.MIN);
            exchange.sendResponseHeaders(dead ? 503 : 200, said.length);
            exchange.getResponseBody().write(said);
            exchange.close();
        });
        peer.start();
        probe = new PeerProbe(
                Mappings.of(
                        WatcherConfiguration.class,
                        Map.of(
                                "lifeboat.monitor.watchers.peers.dr.url",
                                "http://127.0.0.1:" + peer.getAddress().getPort())),
                clock,
                RULES);
        probe.recall(List.of());
    }

    @AfterEach
    void stop() {
        peer.stop(0);
        probe.close();
    }

    private Reading silence() {
        return probe.look().stream()
                .filter(seen -> seen.subject().key().rule() == RuleName.SERVICE_SILENT)
                .map(seen -> seen.reading())
                .findFirst()
                .orElseThrow();
    }

    private double silentSeconds() {
        return silence() instanceof Reading.Measured measured ? measured.amount() : Double.NaN;
    }

    @Test
    void aDeadPeerIsNotHeardAgainBecauseWeWereStartedAnew() {
        now = START.plusSeconds(3);
        assertThat(silence()).isEqualTo(new Reading.Unknown("not heard yet, answered 503", true));

        now = START.plusSeconds(86);
        assertThat(silence()).isInstanceOfSatisfying(Reading.Measured.class, silent -> {
            assertThat(silent.amount()).isEqualTo(86);
            assertThat(silent.value()).isEqualTo("not heard for 1 min 26 s, answered 503");
        });
    }

    @Test
    void whoMissesOneQuestionAfterALeaseWasTakenOverHoursLaterIsNotSilent() {
        evaluatedAt = START;
        assertThat(silentSeconds()).isZero();

        now = START.plusSeconds(7200);
        evaluatedAt = Instant.MIN;
        probe.recall(List.of());
        assertThat(silence()).isInstanceOf(Reading.Unknown.class);

        now = START.plusSeconds(7205);
        evaluatedAt = now.minusSeconds(1);
        assertThat(silentSeconds()).isEqualTo(1);
    }

    @Test
    void whoAnswersAndHasNotLookedForLongIsSilentAtOnce() {
        evaluatedAt = START.minusSeconds(3600);
        assertThat(silentSeconds()).isEqualTo(3600);
    }

    @Test
    void whoWasHeardAndFallsSilentIsMeasuredFromItsLastLook() {
        evaluatedAt = START;
        assertThat(silentSeconds()).isZero();

        evaluatedAt = Instant.MIN;
        now = START.plusSeconds(10);
        assertThat(silentSeconds()).isEqualTo(10);
    }

    @Test
    void aPeerThatDiesWhenOurClockIsSetBackIsSilentFromThen() {
        evaluatedAt = START;
        assertThat(silentSeconds()).isZero();

        evaluatedAt = Instant.MIN;
        now = START.minusSeconds(3600);
        assertThat(silentSeconds()).isZero();
        now = now.plusSeconds(90);
        assertThat(silentSeconds()).isEqualTo(90);
    }

    @Test
    void aPeerWhoseClockIsSetBackLooksNowAndNotLater() {
        evaluatedAt = START.plusSeconds(3600);
        assertThat(silentSeconds()).isZero();

        evaluatedAt = Instant.MIN;
        now = START.plusSeconds(90);
        assertThat(silentSeconds()).isEqualTo(90);
    }
}
