package org.theorder.lifeboat.notifier.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.MessageDelivered;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.notifier.NotifierServers;
import org.theorder.lifeboat.notifier.Settings;
import org.theorder.lifeboat.notifier.incident.Telling;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.servers.test.LifeboatServers;

/** Whatever goes wrong in a sender, or with the record of what it did: the message does not stay in the hands of nobody. */
@QuarkusTest
@QuarkusTestResource(value = LifeboatServers.class, initArgs = @ResourceArg(name = "schema", value = "notifier"))
@QuarkusTestResource(NotifierServers.class)
class AttemptsIT {
    private static final String CHANNEL = "channel-of-the-test";
    private static final long EPOCH = Long.MAX_VALUE / 2;

    @Inject
    Database database;

    @Inject
    DeliveryStore store;

    @Inject
    OtherRegions regions;

    @Inject
    MeterRegistry meters;

    @Inject
    Clock clock;

    private final String incident = "attempts-" + UUID.randomUUID();

    @Test
    void aDefectOfAnyKindIsTriedAgain() {
        LedgerEntry entry = attempt(() -> {
            throw new StackOverflowError("of a template");
        });

        assertThat(entry.state()).isEqualTo(LedgerEntry.State.WAITING);
        assertThat(entry.lastError()).contains("a defect of the notifier").contains("of a template");
    }

    @Test
    void whatAnotherRegionHasToldMeanwhileIsNotTriedAgain() {
        LedgerEntry entry = attempt(() -> {
            MessageDelivered elsewhere = new MessageDelivered(
                    new RegionName("dr"), incident, CHANNEL, "somebody", "opened", "250 ok", clock.instant());
            database.doInTransaction(tx -> DeliveredElsewhere.add(tx, elsewhere));
            return SendOutcome.later("no answer");
        });

        assertThat(entry.state()).isEqualTo(LedgerEntry.State.ACCEPTED);
        assertThat(entry.reply()).isEqualTo("region dr: 250 ok");
    }

    @Test
    void anAnswerThatTheDatabaseRefusesIsLeftOutAndTheMessageIsNotSentAgain() {
        LedgerEntry entry = attempt(() -> new SendOutcome.Accepted("250 ok \0"));

        assertThat(entry.state()).isEqualTo(LedgerEntry.State.ACCEPTED);
        assertThat(entry.reply()).isEqualTo("accepted; what was answered cannot be recorded");
    }

    @Test
    void anEndThatCannotBeRecordedComesLater() {
        // the alarm that would have to be recorded with it fails each time
        LedgerEntry entry = attempt(() -> new SendOutcome.Refused("550 no"));

        assertThat(entry.state()).isEqualTo(LedgerEntry.State.WAITING);
        assertThat(entry.nextAttemptAt()).isAfter(entry.lastAttemptAt());
        assertThat(entry.lastError()).contains("cannot be recorded");
    }

    @Test
    void theFiguresCallDeadWhatTheLedgerCallsDeadAlsoIfItWasForASubscriber() {
        double dead = count("dead");
        double bounced = count("bounced");

        LedgerEntry givenUp = attempt(() -> new SendOutcome.GivenUp("the relay was away"), OptionalInt.of(3));

        assertThat(givenUp.state()).isEqualTo(LedgerEntry.State.DEAD);
        assertThat(count("dead") - dead).isEqualTo(1);
        assertThat(count("bounced") - bounced).isZero();
    }

    private double count(String outcome) {
        return meters.counter("lifeboat.delivery.attempts", "channel", CHANNEL, "outcome", outcome)
                .count();
    }

    private LedgerEntry attempt(Supplier<SendOutcome> send) {
        return attempt(send, OptionalInt.empty());
    }

    private LedgerEntry attempt(Supplier<SendOutcome> send, OptionalInt refusalsTolerated) {
        Attempts attempts = new Attempts(
                new GroupCommit(database),
                store,
                List.of(new Scripted(send, refusalsTolerated)),
                List.of((tx, dead, reason) -> {
                    throw new IllegalStateException("nobody can be alarmed");
                }),
                regions,
                Settings.of(DeliverySettings.class, Map.of()),
                Settings.of(CanarySettings.class, Map.of()),
                clock,
                meters);
        Message message = new Message(
                incident, Telling.Kind.OPENED, "opened", "subject", "text", "", "<" + incident + ">", false);
        List<Delivery> claimed = database.inTransaction(tx -> {
            DeliveryStore.enqueue(tx, CHANNEL, "somebody", message, clock.instant());
            return DeliveryStore.claim(tx, EPOCH, clock.instant(), List.of(new Opening(CHANNEL, 1, false, false)));
        });
        claimed.forEach(attempts::make);
        List<LedgerEntry> entries = store.ledger(new LedgerFilter(incident, null, null, null), Long.MAX_VALUE, 10);
        database.update("delete from delivery where incident = $1", incident);
        return entries.getFirst();
    }

    private record Scripted(Supplier<SendOutcome> send, OptionalInt refusalsTolerated) implements Channel {
        @Override
        public String name() {
            return CHANNEL;
        }

        @Override
        public SendOutcome send(Delivery delivery, BooleanSupplier stillOurs) {
            return send.get();
        }
    }
}
