package org.theorder.lifeboat.notifier.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.notifier.NotifierServers;
import org.theorder.lifeboat.notifier.Settings;
import org.theorder.lifeboat.notifier.incident.Telling;
import org.theorder.lifeboat.notifier.mail.ScriptedSmtpServer;
import org.theorder.lifeboat.notifier.mail.ScriptedSmtpServer.Behaviour;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.servers.test.LifeboatServers;

/** A relay that says "later" for ten minutes, and one that never says anything else, on a clock that the test moves. */
@QuarkusTest
@QuarkusTestResource(value = LifeboatServers.class, initArgs = @ResourceArg(name = "schema", value = "notifier"))
@QuarkusTestResource(NotifierServers.class)
class RelayAwayIT {
    private static final String TEAM = "database-team@the-order.org";
    private static final List<String> READERS = List.of("reader-1@example.org", "reader-2@example.org");
    private static final OptionalInt TOLERANT = OptionalInt.of(3);
    private static final long EPOCH = Long.MAX_VALUE / 2;

    @Inject
    Database database;

    @Inject
    DeliveryStore store;

    @Inject
    @All
    List<Channel> channels;

    @Inject
    OtherRegions regions;

    @Inject
    MeterRegistry meters;

    @ConfigProperty(name = NotifierServers.MAIL_PORT)
    int mailPort;

    private final Instant begin = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private final HandSetClock clock = new HandSetClock(begin);
    private final String incident = "away-" + UUID.randomUUID();
    private final List<String> alarms = new ArrayList<>();

    @Test
    void afterTenMinutesEverybodyHasTheBeginningAndTheEndOnceAndInOrder() {
        Behaviour later = Behaviour.TEMPORARY_451;
        try (ScriptedSmtpServer relay = new ScriptedSmtpServer(mailPort, later, later, later, later, later)) {
            put(Telling.Kind.OPENED, "opened");
            List<Duration> attempts = new ArrayList<>(sendUntil(Duration.ofMinutes(3)));
            put(Telling.Kind.UPDATED, "updated-2");
            put(Telling.Kind.UPDATED, "updated-3");
            put(Telling.Kind.RESOLVED, "resolved-4");
            attempts.addAll(sendUntil(Duration.ofMinutes(15)));

            assertThat(attempts)
                    .containsExactly(
                            Duration.ZERO,
                            Duration.ofSeconds(1),
                            Duration.ofSeconds(6),
                            Duration.ofSeconds(36),
                            Duration.ofSeconds(156),
                            Duration.ofSeconds(756),
                            Duration.ofSeconds(756));
            assertThat(relay.taken()).hasSize(2);
            assertThat(relay.taken().getFirst()).contains(".opened@").contains("says opened");
            assertThat(relay.taken().getLast()).contains(".resolved-4@").contains("says resolved-4");
        }
        assertThat(store.ledger(new LedgerFilter(incident, null, null, null), Long.MAX_VALUE, 10))
                .extracting(entry -> entry.state() + " after " + entry.attempts())
                .containsExactly("ACCEPTED after 1", "SUPERSEDED after 0", "SUPERSEDED after 0", "ACCEPTED after 6");
        assertThat(alarms).isEmpty();
    }

    @Test
    void afterThreeDaysItIsDeadSomebodyElseIsToldAndTheEndIsOwedAllTheSame() {
        Behaviour[] always = new Behaviour[400];
        java.util.Arrays.fill(always, Behaviour.BUSY_GREETING_421);
        try (ScriptedSmtpServer relay = new ScriptedSmtpServer(mailPort, always)) {
            put(Telling.Kind.OPENED, "opened");
            put(Telling.Kind.RESOLVED, "resolved-2");

            List<Duration> attempts = sendUntil(Duration.ofHours(73));

            assertThat(attempts.size()).isBetween(100, 400);
            assertThat(relay.taken()).isEmpty();
        }
        assertThat(store.ledger(new LedgerFilter(incident, null, null, null), Long.MAX_VALUE, 10))
                .extracting(entry -> entry.state() + " " + entry.kind())
                .containsExactly("DEAD RESOLVED", "DEAD OPENED");
        assertThat(alarms).hasSize(2).allMatch(words -> words.contains("given up after") && words.contains("421"));
    }

    @Test
    void threeIncidentsDuringWhichItIsAwayDisableNobodyAlarmOnceEachAndTheEndsAreOwed() {
        Behaviour[] always = new Behaviour[10_000];
        java.util.Arrays.fill(always, Behaviour.BUSY_GREETING_421);
        List<String> incidents = List.of(incident + "-1", incident + "-2", incident + "-3");
        try (ScriptedSmtpServer relay = new ScriptedSmtpServer(mailPort, always)) {
            incidents.forEach(about -> READERS.forEach(reader -> put(about, reader, Telling.Kind.OPENED, "opened")));
            sendUntil(Duration.ofHours(71), TOLERANT);
            incidents.forEach(about -> READERS.forEach(reader -> put(about, reader, Telling.Kind.RESOLVED, "over")));
            sendUntil(Duration.ofHours(73), TOLERANT);
            assertThat(relay.taken()).isEmpty();
            assertThat(alarms).hasSize(3).allMatch(words -> words.contains("given up after") && words.contains("421"));
            relay.behave();
            sendUntil(Duration.ofHours(75), TOLERANT);
            assertThat(relay.taken()).hasSize(6).allMatch(mail -> mail.contains("says over"));
        }
        READERS.forEach(reader -> assertThat(isDisabled(reader)).isFalse());
        for (String about : incidents) {
            assertThat(store.ledger(new LedgerFilter(about, null, null, null), Long.MAX_VALUE, 10))
                    .extracting(entry -> entry.state() + " " + entry.kind())
                    .containsExactlyInAnyOrder("ACCEPTED RESOLVED", "ACCEPTED RESOLVED", "DEAD OPENED", "DEAD OPENED");
            assertThat(store.ledger(new LedgerFilter(about, LedgerEntry.State.DEAD, null, null), Long.MAX_VALUE, 10))
                    .extracting(LedgerEntry::takenBy)
                    .containsExactlyInAnyOrder(null, "lifeboat");
        }
    }

    @Test
    void oneThatRefusesToRelayDisablesNobodyAndIsToldOncePerIncident() {
        refusedThreeTimes(Behaviour.NO_RELAY_550);

        assertThat(isDisabled(READERS.getFirst())).isFalse();
        assertThat(alarms).hasSize(3).allMatch(words -> words.contains("550 relay not permitted"));
    }

    @Test
    void anAddressThatDoesNotExistIsDisabledAfterThreeIncidentsAndNobodyIsAlarmed() {
        refusedThreeTimes(Behaviour.NO_SUCH_USER_550);

        assertThat(isDisabled(READERS.getFirst())).isTrue();
        assertThat(alarms).isEmpty();
    }

    private void refusedThreeTimes(Behaviour refusal) {
        try (ScriptedSmtpServer relay = new ScriptedSmtpServer(mailPort, refusal, refusal, refusal)) {
            for (int count = 1; count <= 3; count++) {
                put(incident + "-" + count, READERS.getFirst(), Telling.Kind.OPENED, "opened");
                sendUntil(Duration.ofMinutes(count), TOLERANT);
            }
            assertThat(relay.taken()).isEmpty();
        }
    }

    @AfterEach
    void forget() {
        database.update("delete from disabled_recipient where channel = $1", Relay.NAME);
        database.update("delete from delivery where channel = $1", Relay.NAME);
    }

    private boolean isDisabled(String reader) {
        return database.inTransaction(tx -> DisabledRecipients.contain(tx, Relay.NAME, reader));
    }

    private List<Duration> sendUntil(Duration end) {
        return sendUntil(end, OptionalInt.empty());
    }

    /** Makes every attempt that falls due until then; returns when each began. */
    private List<Duration> sendUntil(Duration end, OptionalInt refusalsTolerated) {
        Attempts attempts = new Attempts(
                new GroupCommit(database),
                store,
                List.of(new Relay(channels, refusalsTolerated)),
                List.of((tx, dead, reason) -> alarms.add(Alarm.words(dead, reason))),
                regions,
                Settings.of(DeliverySettings.class, Map.of()),
                Settings.of(CanarySettings.class, Map.of()),
                clock,
                meters);
        List<Duration> begun = new ArrayList<>();
        while (true) {
            List<Delivery> due = database.inTransaction(tx ->
                    DeliveryStore.claim(tx, EPOCH, clock.instant(), List.of(new Opening(Relay.NAME, 1, false, false))));
            for (Delivery delivery : due) {
                begun.add(Duration.between(begin, clock.instant()));
                attempts.make(delivery);
            }
            if (due.isEmpty()) {
                Optional<Instant> next = next();
                if (next.isEmpty() || next.get().isAfter(begin.plus(end))) {
                    clock.set(begin.plus(end));
                    return begun;
                }
                clock.set(next.get());
            }
        }
    }

    private Optional<Instant> next() {
        return store
                .ledger(new LedgerFilter(null, LedgerEntry.State.WAITING, Relay.NAME, null), Long.MAX_VALUE, 20)
                .stream()
                .map(LedgerEntry::nextAttemptAt)
                .filter(next -> next != null && next.isAfter(clock.instant()))
                .min(Instant::compareTo);
    }

    private void put(Telling.Kind kind, String cause) {
        put(incident, TEAM, kind, cause);
    }

    private void put(String about, String recipient, Telling.Kind kind, String cause) {
        Message message = new Message(
                about,
                kind,
                cause,
                "subject",
                "says " + cause,
                "<p>says " + cause,
                "<" + about + "." + cause + "@example.org>",
                false);
        database.inTransaction(tx -> {
            DeliveryStore.enqueue(tx, Relay.NAME, recipient, message, clock.instant());
            return message;
        });
    }

    /** The service's own mail channel under another name, so that its own sender leaves these messages alone. */
    private record Relay(List<Channel> channels, OptionalInt refusalsTolerated) implements Channel {
        static final String NAME = "relay-of-the-test";

        @Override
        public boolean mustBeKnown(Delivery dead) {
            return true;
        }

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public SendOutcome send(Delivery delivery, BooleanSupplier stillOurs) {
            return channels.stream()
                    .filter(channel -> channel.name().equals("mail"))
                    .findFirst()
                    .orElseThrow()
                    .send(delivery, stillOurs);
        }
    }

    private static final class HandSetClock extends Clock {
        private Instant now;

        HandSetClock(Instant now) {
            this.now = now;
        }

        void set(Instant instant) {
            now = instant;
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public java.time.ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }
    }
}
