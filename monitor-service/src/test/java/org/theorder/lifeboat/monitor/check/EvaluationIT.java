package org.theorder.lifeboat.monitor.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.Fact;
import org.theorder.lifeboat.events.IncidentOpened;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.monitor.incident.Finding;
import org.theorder.lifeboat.monitor.incident.Incidents;
import org.theorder.lifeboat.monitor.rule.CheckState;
import org.theorder.lifeboat.monitor.rule.Direction;
import org.theorder.lifeboat.monitor.rule.Observation;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.monitor.rule.RuleName;
import org.theorder.lifeboat.monitor.rule.Subject;
import org.theorder.lifeboat.monitor.rule.Unit;
import org.theorder.lifeboat.monitor.rulebook.RuleBook;
import org.theorder.lifeboat.monitor.servers.Api;
import org.theorder.lifeboat.monitor.servers.Kafka;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Lease;
import org.theorder.lifeboat.outbox.Leases;

/** One incident per rule and subject, whatever restarts and however many evaluate. */
@QuarkusTest
class EvaluationIT {
    private static final Duration BLIND_FOR = Duration.ofSeconds(90);
    private static final Reading GOOD = new Reading.Good("connected in 1 ms");
    private static final Reading UNKNOWN = new Reading.Unknown("login refused");

    @Inject
    Leases leases;

    @Inject
    CheckStore checks;

    @Inject
    Decisions decisions;

    @Inject
    RuleBook rules;

    @Inject
    Incidents incidents;

    @Inject
    Database database;

    private final String name = "s-" + UUID.randomUUID().toString().substring(0, 8);
    private final Subject subject = new Subject(RuleName.SERVICE_DOWN, name, null, name);
    private final SettableClock clock = new SettableClock();
    private long nanos;
    private Kafka kafka;
    private Lease lease;

    @BeforeEach
    void connect() {
        kafka = new Kafka();
        lease = leases.acquire(name, Duration.ofMinutes(1)).orElseThrow();
    }

    @AfterEach
    void disconnect() {
        leases.release(lease);
        kafka.close();
    }

    /** As a process that has just started: all that it knows is in the database. */
    private Evaluation started(Lease held) {
        return new Evaluation(held, checks.load(), decisions, rules, clock, () -> nanos);
    }

    private void look(Evaluation evaluation, Reading... readings) {
        for (Reading reading : readings) {
            pass(Duration.ofSeconds(1));
            evaluation.take(List.of(new Observation(subject, reading)));
        }
    }

    /** By both clocks: a step of one of them alone would be noticed. */
    private void pass(Duration time) {
        nanos += time.toNanos();
        clock.ahead = clock.ahead.plus(time);
    }

    private static Reading bad() {
        return new Reading.Bad("refused", "Service x does not answer", List.of(new Fact("probe", "refused")));
    }

    private List<IncidentOpened> opened(int count) {
        return kafka
                .await(
                        Topics.INCIDENT_OPENED,
                        count,
                        event -> event.incident().subject().contains(name))
                .stream()
                .map(Kafka.Heard::event)
                .toList();
    }

    @Test
    void aRestartOpensNoSecondIncidentAndResolvesTheFirst() {
        look(started(lease), bad(), bad(), bad());
        assertThat(Api.open("service-down", name)).hasSize(1);

        look(started(lease), bad(), bad(), bad(), bad());
        assertThat(Api.open("service-down", name)).hasSize(1);

        look(started(lease), GOOD, GOOD);
        assertThat(Api.open("service-down", name)).isEmpty();
        assertThat(opened(1)).hasSize(1);
    }

    @Test
    void countersSurviveARestart() {
        Evaluation before = started(lease);
        look(before, bad(), bad());
        before.flush();
        assertThat(Api.open("service-down", name)).isEmpty();

        look(started(lease), bad());

        assertThat(Api.open("service-down", name)).hasSize(1);
    }

    @Test
    void twoEvaluatorsAreOneIncident() {
        Evaluation first = started(lease);
        look(first, bad(), bad());
        Lease taken = leases.acquire(name, Duration.ofMinutes(1)).orElseThrow();
        Evaluation second = started(taken);

        look(second, bad(), bad(), bad());
        look(first, bad(), bad());

        assertThat(opened(1)).hasSize(1);
        assertThat(Api.open("service-down", name)).hasSize(1);
        lease = taken;
    }

    /** The lease aside: the database itself allows only one. */
    @Test
    void manyOpenAtTheSameTimeAndOneDoes() throws InterruptedException, ExecutionException {
        Finding finding =
                new Finding(rules.current().of(subject), subject, Severity.CRITICAL, "down", "down", List.of(), null);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> tries = IntStream.range(0, 8)
                    .mapToObj(_ -> threads.submit(() -> database.inTransaction(
                            tx -> incidents.open(tx, finding).isPresent())))
                    .toList();
            int successes = 0;
            for (Future<Boolean> attempt : tries) {
                successes += attempt.get() ? 1 : 0;
            }
            assertThat(successes).isEqualTo(1);
        }
        assertThat(opened(1)).hasSize(1);
        database.inTransaction(tx -> {
            incidents.resolve(tx, subject.key(), "over");
            return true;
        });
    }

    @Test
    void aCheckThatCannotBeEvaluatedIsAnIncidentOfItsOwn() {
        Evaluation evaluation = started(lease);
        look(evaluation, GOOD);
        for (int second = 0; second <= BLIND_FOR.toSeconds(); second++) {
            look(evaluation, UNKNOWN);
        }
        evaluation.flush();

        assertThat(Api.check("service-down", name)).isEqualTo("unknown");
        assertThat(Api.open("service-down", name)).isEmpty();
        assertThat(Api.open("monitoring-blind", "service-down/" + name)).hasSize(1);

        look(evaluation, GOOD);
        evaluation.flush();
        assertThat(Api.check("service-down", name)).isEqualTo("ok");
        assertThat(Api.open("monitoring-blind", "service-down/" + name)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = RuleName.class,
            names = {
                "SERVICE_DOWN",
                "STORAGE_USED",
                "CERTIFICATE_EXPIRES",
                "REPLICATION_LAG",
                "CLOCK_SKEW",
                "SLOT_KEEPS_WAL",
                "RECOVERY_POINT",
                "BACKUP_OVERDUE",
                "DRILL_OVERDUE",
                "PLAN_STALE",
                "PROTECTION_FAULT",
                "SERVICE_SILENT"
            })
    void whatIsNoLongerWatchedIsForgottenAndItsIncidentsResolved(RuleName rule) {
        Subject watched = new Subject(rule, name, null, name);
        Reading worst = new Reading.Measured(rule.direction() == Direction.ABOVE ? 1e9 : 0, "bad", "bad", List.of());
        Reading bad = rule.unit() == Unit.STATE ? bad() : worst;
        Evaluation before = started(lease);
        // longer than any of them takes to believe it
        for (int look = 0; look < 6; look++) {
            pass(Duration.ofSeconds(30));
            before.take(List.of(new Observation(watched, bad)));
        }
        assertThat(Api.open(rule.wireName(), name)).hasSize(1);

        Evaluation later = new Evaluation(
                lease, Map.of(watched.key(), checks.load().get(watched.key())), decisions, rules, clock, () -> nanos);
        later.forgetAllBut(_ -> false);

        assertThat(Api.open(rule.wireName(), name)).isEmpty();
        assertThat(Api.check(rule.wireName(), name)).isEqualTo("absent");
    }

    /** Whatever the rule: a standby here, that is known only because it was seen once. */
    @Test
    void whatPeopleSayIsGoneIsForgottenAndItsIncidentsResolved() {
        Subject standby = new Subject(RuleName.REPLICATION_LAG, name + "/standby-a", null, name);
        Evaluation evaluation = started(lease);
        for (int second = 0; second <= BLIND_FOR.toSeconds(); second++) {
            pass(Duration.ofSeconds(1));
            evaluation.take(List.of(new Observation(standby, UNKNOWN)));
        }
        look(evaluation, GOOD);
        evaluation.flush();
        String blind = "replication-lag/" + name + "/standby-a";
        assertThat(Api.open("monitoring-blind", blind)).hasSize(1);

        assertThat(forget("service-down/" + name)).as("it is measured").isEqualTo(409);
        assertThat(forget("replication-lag/" + name)).isEqualTo(404);
        assertThat(forget("no-rule/" + name)).isEqualTo(404);
        assertThat(Api.viewer().delete("/checks/" + blind).statusCode()).isEqualTo(403);
        assertThat(forget(blind)).isEqualTo(204);

        // by whoever evaluates, which here is the service itself
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            assertThat(Api.check("replication-lag", name + "/standby-a")).isEqualTo("absent");
            assertThat(Api.open("monitoring-blind", blind)).isEmpty();
        });
        assertThat(Api.check("service-down", name)).isEqualTo("ok");
    }

    private static int forget(String check) {
        return Api.operator().delete("/checks/" + check).statusCode();
    }

    @Test
    void whatIsLookedAtIsNotForgottenWhoeverClaimsIt() {
        Evaluation evaluation = started(lease);
        look(evaluation, GOOD);
        evaluation.flush();

        evaluation.forgetAllBut(key -> !key.equals(subject.key()));
        assertThat(Api.check("service-down", name)).isEqualTo("ok");

        pass(Duration.ofSeconds(3));
        evaluation.forgetAllBut(key -> !key.equals(subject.key()));
        assertThat(Api.check("service-down", name)).isEqualTo("absent");
    }

    @Test
    void whatIsForgottenDoesNotFlapForEver() {
        Evaluation evaluation = started(lease);
        for (int times = 0; times < 3; times++) {
            look(evaluation, bad(), bad(), bad(), GOOD, GOOD);
        }
        assertThat(Api.open("flapping", "service-down/" + name)).hasSize(1);

        started(lease).forgetAllBut(key -> !key.equals(subject.key()));

        assertThat(Api.open("flapping", "service-down/" + name)).isEmpty();
    }

    @Test
    void whatHasBecomeWorseIsCalledByWhatItIsNow() {
        Subject dr = new Subject(RuleName.RECOVERY_POINT, name + "/dr", null, name);
        Evaluation evaluation = started(lease);
        Reading nearly = new Reading.Measured(70, "42 min", "nearly missed", List.of());
        Reading missed = new Reading.Measured(101, "61 min", "missed", List.of());
        for (Reading reading : List.of(nearly, nearly, missed)) {
            evaluation.take(List.of(new Observation(dr, reading)));
        }

        assertThat(incidents.open())
                .filteredOn(incident -> incident.subject().equals(name + "/dr"))
                .singleElement()
                .satisfies(incident -> {
                    assertThat(incident.severity()).isEqualTo(Severity.CRITICAL);
                    assertThat(incident.title()).isEqualTo("missed");
                });
        database.inTransaction(tx -> {
            incidents.resolve(tx, dr.key(), "over");
            return true;
        });
    }

    @Test
    void aRestartKnowsWhatWasLookedAtBefore() {
        Subject standby = new Subject(RuleName.REPLICATION_LAG, name + "/standby-a", new ClusterName(name), name);
        Evaluation evaluation = started(lease);
        evaluation.take(List.of(new Observation(standby, GOOD)));
        evaluation.flush();

        assertThat(checks.subjects()).contains(standby);
    }

    /** The monitor's own clock is set by NTP: nobody's data has become older by that. */
    @Test
    void aClockThatIsSetRaisesNothing() {
        Evaluation evaluation = started(lease);
        Subject dr = new Subject(RuleName.RECOVERY_POINT, name + "/dr", null, name);
        clock.ahead = clock.ahead.plus(Duration.ofHours(2));

        for (int times = 0; times < 3; times++) {
            evaluation.take(List.of(new Observation(dr, new Reading.Measured(201, "121 min", "missed", List.of()))));
        }

        assertThat(Api.open("recovery-point", name + "/dr")).isEmpty();
    }

    private static final class SettableClock extends Clock {
        private Duration ahead = Duration.ZERO;

        @Override
        public Instant instant() {
            return Clock.systemUTC().instant().plus(ahead);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void whatWasReadIsShown() {
        Evaluation evaluation = started(lease);
        look(evaluation, GOOD);
        evaluation.flush();

        Check check = checks.all().stream()
                .filter(it -> it.subject().equals(name))
                .findFirst()
                .orElseThrow();
        assertThat(check.state()).isEqualTo(CheckState.OK);
        assertThat(check.value()).isEqualTo("connected in 1 ms");
        assertThat(check.threshold()).isEqualTo("after 3 failures in a row, clears after 2 successes in a row");
        assertThat(check.asOf(check.evaluatedAt().plusSeconds(31)).state()).isEqualTo(CheckState.UNKNOWN);
    }
}
