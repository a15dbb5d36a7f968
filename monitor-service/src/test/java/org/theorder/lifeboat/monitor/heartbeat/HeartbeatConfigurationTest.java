package org.theorder.lifeboat.monitor.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.monitor.Mappings;
import org.theorder.lifeboat.monitor.rule.Observation;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.monitor.rule.Verdict;
import org.theorder.lifeboat.monitor.rulebook.RuleBook;
import org.theorder.lifeboat.monitor.rulebook.RulesConfiguration;

class HeartbeatConfigurationTest {
    private static final RuleBook RULES = new RuleBook(Mappings.of(RulesConfiguration.class, Map.of()));

    private static SilenceProbe probe(Map<String, String> properties) {
        return new SilenceProbe(
                null,
                null,
                Clock.systemUTC(),
                Mappings.of(HeartbeatConfiguration.class, properties),
                RULES,
                "monitor-service");
    }

    @Test
    void theOtherServicesAndWeOurselvesMustBeHeard() {
        assertThat(probe(Map.of()).subjects())
                .extracting(subject -> subject.key().toString())
                .containsExactly(
                        "service-silent monitor-service",
                        "service-silent backup-service",
                        "service-silent notifier-service",
                        "service-silent restore-service");
        assertThat(probe(Map.of()).subjects())
                .allMatch(subject -> RULES.current().of(subject).threshold().startsWith("> 1 min 25 s critical"));
    }

    @Test
    void noneMayBeExpected() {
        assertThat(probe(Map.of("lifeboat.monitor.heartbeats.services", "")).subjects())
                .hasSize(1);
    }

    @Test
    void afterOurClockWasSetBackWhoDiesIsSilentInTime() {
        SilenceProbe probe = probe(Map.of());
        Instant back = Clock.systemUTC().instant().minusSeconds(3600);
        assertThat(states(probe, Map.of("monitor-service", back), back)).contains("GOOD");

        Map<String, Instant> heard = Map.of("monitor-service", back.plusSeconds(100), "backup-service", back);
        assertThat(probe.judged(heard, Map.of(), back.plusSeconds(100)).stream()
                        .filter(seen -> seen.subject().key().subject().equals("backup-service"))
                        .map(Observation::reading))
                .hasSize(1)
                .allSatisfy(reading -> assertThat(reading)
                        .isInstanceOfSatisfying(
                                Reading.Measured.class,
                                silent -> assertThat(silent.amount()).isEqualTo(100)));
    }

    @Test
    void whileWeDoNotHearOurselvesNobodyElseIsJudged() {
        SilenceProbe probe = probe(Map.of());
        Instant start = Clock.systemUTC().instant().plusSeconds(1);
        Map<String, Instant> heard = Map.of(
                "monitor-service", start.plusSeconds(5),
                "backup-service", start,
                "restore-service", start.plusSeconds(6),
                "notifier-service", start.plusSeconds(6));

        assertThat(states(probe, heard, start.plusSeconds(10))).containsOnly("GOOD");
        assertThat(states(probe, heard, start.plusSeconds(89)))
                .containsExactly("GOOD", "UNKNOWN", "UNKNOWN", "UNKNOWN");
        assertThat(states(probe, heard, start.plusSeconds(200)))
                .containsExactly("CRITICAL", "UNKNOWN", "UNKNOWN", "UNKNOWN");
    }

    /** The worst case: it dies right after a heartbeat, and just before a look would have seen that it is too long ago. */
    @Test
    void aSilentBackupServiceIsNoticedWithinNinetySecondsByDefault() {
        SilenceProbe probe = probe(Map.of());
        Instant died = Clock.systemUTC().instant().plusSeconds(1);
        Instant looked = died.plusSeconds(90).minus(probe.interval());
        Map<String, Instant> heard = Map.of(
                "monitor-service", looked,
                "backup-service", died,
                "restore-service", looked,
                "notifier-service", looked);

        assertThat(states(probe, heard, looked)).containsExactly("GOOD", "CRITICAL", "GOOD", "GOOD");
        assertThat(RULES.current().of(probe.subjects().get(1)).damping().raiseAfter())
                .isEqualTo(1);
    }

    @Test
    void whoeverIsSilentWhileWeHearOurselvesIsJudged() {
        SilenceProbe probe = probe(Map.of());
        Instant start = Clock.systemUTC().instant().plusSeconds(1);
        Map<String, Instant> heard = Map.of(
                "monitor-service", start.plusSeconds(90),
                "backup-service", start,
                "restore-service", start.plusSeconds(90),
                "notifier-service", start.plusSeconds(90));

        assertThat(states(probe, heard, start.plusSeconds(91))).containsExactly("GOOD", "CRITICAL", "GOOD", "GOOD");
    }

    /** Nothing else would tell of a defect of ours. */
    @Test
    void aLookThatBreaksIsOneAlert() {
        Reading explained = new Reading.Unknown("a defect", true);
        assertThat(probe(Map.of()).unseen("a defect"))
                .extracting(Observation::reading)
                .containsExactly(new Reading.Unknown("a defect"), explained, explained, explained);
    }

    private static List<String> states(SilenceProbe probe, Map<String, Instant> heard, Instant now) {
        return probe.judged(heard, Map.of(), now).stream()
                .map(HeartbeatConfigurationTest::word)
                .toList();
    }

    private static String word(Observation observation) {
        Verdict verdict = RULES.current().of(observation.subject()).verdict(observation.reading());
        return verdict instanceof Verdict.Bad bad ? bad.severity().name() : verdict.toString();
    }
}
