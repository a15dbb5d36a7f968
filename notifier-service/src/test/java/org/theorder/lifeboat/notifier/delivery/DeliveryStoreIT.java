package org.theorder.lifeboat.notifier.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.BulletinDelivered;
import org.theorder.lifeboat.events.MessageDelivered;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.events.SubscriberName;
import org.theorder.lifeboat.notifier.NotifierServers;
import org.theorder.lifeboat.notifier.incident.Telling;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Row;
import org.theorder.lifeboat.outbox.Transaction;
import org.theorder.lifeboat.servers.test.LifeboatServers;

/** The queue's rules on a real database. Each test ends with a rollback, so that the running sender sees nothing of it. */
@QuarkusTest
@QuarkusTestResource(value = LifeboatServers.class, initArgs = @ResourceArg(name = "schema", value = "notifier"))
@QuarkusTestResource(NotifierServers.class)
class DeliveryStoreIT {
    private static final SubscriberName NAME = new SubscriberName("s" + "0".repeat(32));
    private static final Instant NOW = Instant.parse("2030-01-01T12:00:00Z");
    private static final String TEAM = "team@example.org";

    @Inject
    Database database;

    @Test
    void messagesToOneRecipientLeaveInOrderAndThoseToAnotherDoNotWait() {
        rolledBack(tx -> {
            put(tx, TEAM, Telling.Kind.OPENED, "opened");
            put(tx, TEAM, Telling.Kind.RESOLVED, "resolved-2");
            put(tx, "other@example.org", Telling.Kind.OPENED, "opened");

            Delivery first = claim(tx, 1);
            Delivery second = claim(tx, 1);

            assertThat(first.recipient()).isEqualTo(TEAM);
            assertThat(first.message().cause()).isEqualTo("opened");
            assertThat(second.recipient()).isEqualTo("other@example.org");
            assertThat(claimAll(tx, NOW)).isEmpty();
            assertThat(DeliveryStore.accepted(tx, first, "250 ok", NOW)).isTrue();
            Delivery third = claim(tx, 1);
            assertThat(third.message().cause()).isEqualTo("resolved-2");
            assertThat(third.sequence()).isEqualTo(2);
            assertThat(third.inReplyTo()).isEqualTo("<i-1.opened@example.org>");
        });
    }

    @Test
    void theSameCauseIsOwedOnce() {
        rolledBack(tx -> {
            put(tx, TEAM, Telling.Kind.OPENED, "opened");
            put(tx, TEAM, Telling.Kind.OPENED, "opened");

            assertThat(states(tx)).containsExactly("opened WAITING");
        });
    }

    @Test
    void updatesThatNobodyGotAreOvertakenAndBeginningAndEndNever() {
        rolledBack(tx -> {
            put(tx, TEAM, Telling.Kind.OPENED, "opened");
            put(tx, TEAM, Telling.Kind.UPDATED, "updated-2");
            put(tx, TEAM, Telling.Kind.UPDATED, "updated-3");
            put(tx, TEAM, Telling.Kind.RESOLVED, "resolved-4");

            assertThat(states(tx))
                    .containsExactly(
                            "opened WAITING", "updated-2 SUPERSEDED", "updated-3 SUPERSEDED", "resolved-4 WAITING");
        });
    }

    @Test
    void theFirstMessageIsNotOvertakenWhateverItIs() {
        rolledBack(tx -> {
            put(tx, TEAM, Telling.Kind.UPDATED, "updated-3");
            put(tx, TEAM, Telling.Kind.ACKNOWLEDGED, "acknowledged-4");
            put(tx, TEAM, Telling.Kind.UPDATED, "updated-5");

            assertThat(states(tx))
                    .containsExactly("updated-3 WAITING", "acknowledged-4 SUPERSEDED", "updated-5 WAITING");
        });
    }

    @Test
    void anUpdateThatIsJustBeingSentIsNotOvertaken() {
        rolledBack(tx -> {
            put(tx, TEAM, Telling.Kind.UPDATED, "updated-2");
            claim(tx, 1);
            put(tx, TEAM, Telling.Kind.RESOLVED, "resolved-3");

            assertThat(states(tx)).containsExactly("updated-2 SENDING", "resolved-3 WAITING");
            assertThat(claimAll(tx, NOW)).isEmpty();
        });
    }

    @Test
    void anAttemptThatFailedWaitsAndTheContentStaysAsItWas() {
        rolledBack(tx -> {
            put(tx, TEAM, Telling.Kind.OPENED, "opened");
            Delivery first = claim(tx, 1);
            assertThat(DeliveryStore.later(tx, first, SendOutcome.later("451 later"), NOW.plusSeconds(5)))
                    .isTrue();

            assertThat(claimAll(tx, NOW.plusSeconds(4))).isEmpty();
            Delivery second = claimAll(tx, NOW.plusSeconds(5)).getFirst();
            assertThat(second.attempts()).isEqualTo(2);
            assertThat(second.message()).isEqualTo(first.message());
            assertThat(second.enqueuedAt()).isEqualTo(NOW);
        });
    }

    @Test
    void theAttemptOfAProcessThatIsGoneIsMadeAgainAndItsLateWordCountsNoMore() {
        rolledBack(tx -> {
            put(tx, TEAM, Telling.Kind.OPENED, "opened");
            Delivery zombies = claim(tx, 1);

            assertThat(DeliveryStore.recover(tx, 2, NOW.plusSeconds(5))).isEqualTo(1);

            assertThat(DeliveryStore.accepted(tx, zombies, "250 ok", NOW)).isFalse();
            assertThat(DeliveryStore.later(tx, zombies, SendOutcome.later("no"), NOW))
                    .isFalse();
            assertThat(DeliveryStore.dead(tx, zombies, "no", NOW)).isFalse();
            Delivery ours = DeliveryStore.claim(
                            tx, 2, NOW.plusSeconds(5), List.of(new Opening("test", 1, false, false)))
                    .getFirst();
            assertThat(ours.message().messageId()).isEqualTo(zombies.message().messageId());
            assertThat(DeliveryStore.accepted(tx, zombies, "250 ok", NOW)).isFalse();
            assertThat(DeliveryStore.accepted(tx, ours, "250 ok", NOW)).isTrue();
        });
    }

    @Test
    void oursAreNotRecovered() {
        rolledBack(tx -> {
            put(tx, TEAM, Telling.Kind.OPENED, "opened");
            claim(tx, 2);

            assertThat(DeliveryStore.recover(tx, 2, NOW)).isZero();
        });
    }

    @Test
    void aDeadMessageDoesNotHoldUpTheNext() {
        rolledBack(tx -> {
            put(tx, TEAM, Telling.Kind.OPENED, "opened");
            put(tx, TEAM, Telling.Kind.RESOLVED, "resolved-2");
            assertThat(DeliveryStore.dead(tx, claim(tx, 1), "550", NOW)).isTrue();

            assertThat(claim(tx, 1).message().cause()).isEqualTo("resolved-2");
            assertThat(DeliveryStore.recipients(tx, "i-1", "test")).containsExactly(TEAM);
        });
    }

    @Test
    void whatARecipientRefusedIsCountedByIncidentSinceItLastAccepted() {
        rolledBack(tx -> {
            put(tx, TEAM, Telling.Kind.OPENED, "opened");
            put(tx, TEAM, Telling.Kind.RESOLVED, "resolved-2");
            Delivery first = claim(tx, 1);
            assertThat(DeliveryStore.bounced(tx, first, "550 no such user", NOW))
                    .isTrue();
            Delivery second = claim(tx, 1);
            assertThat(DeliveryStore.bounced(tx, second, "550 no such user", NOW))
                    .isTrue();

            assertThat(DeliveryStore.refusals(tx, second)).isEqualTo(1);
            assertThat(states(tx)).containsExactly("opened BOUNCED", "resolved-2 BOUNCED");
            tx.update("update delivery set state = 'ACCEPTED' where id = $1", second.id());
            assertThat(DeliveryStore.refusals(tx, second)).isZero();
        });
    }

    @Test
    void whatAnotherRegionHasSentIsNotOwedAnyMoreWhicheverIsKnownFirst() {
        rolledBack(tx -> {
            DeliveredElsewhere.add(tx, elsewhere("opened"));
            put(tx, TEAM, Telling.Kind.OPENED, "opened");
            DeliveredElsewhere.note(tx, "i-1");
            put(tx, TEAM, Telling.Kind.RESOLVED, "resolved-2");
            assertThat(states(tx)).containsExactly("opened ACCEPTED", "resolved-2 WAITING");

            DeliveredElsewhere.add(tx, elsewhere("resolved-2"));
            DeliveredElsewhere.add(tx, elsewhere("resolved-2"));

            assertThat(states(tx)).containsExactly("opened ACCEPTED", "resolved-2 ACCEPTED");
            assertThat(tx.query("select * from delivered_elsewhere where incident = 'i-1'"))
                    .isEmpty();
        });
    }

    @Test
    void whatADeadProcessWasSendingWhileAnotherRegionSentItIsNotSentAgain() {
        rolledBack(tx -> {
            put(tx, TEAM, Telling.Kind.OPENED, "opened");
            claim(tx, 1);
            DeliveredElsewhere.add(tx, elsewhere("opened"));
            assertThat(states(tx)).containsExactly("opened SENDING");

            assertThat(DeliveryStore.recover(tx, 2, NOW)).isEqualTo(1);

            assertThat(states(tx)).containsExactly("opened ACCEPTED");
        });
    }

    @Test
    void aRegionThatIsNotInChargeTestsItsChannelsAndSendsNothingElse() {
        rolledBack(tx -> {
            put(tx, TEAM, Telling.Kind.OPENED, "opened");
            List<Opening> canaries = List.of(new Opening("test", 5, false, true));
            assertThat(DeliveryStore.claim(tx, 1, NOW, canaries)).isEmpty();

            put(tx, "other@example.org", Telling.Kind.OPENED, Canary.CAUSE);

            assertThat(DeliveryStore.claim(tx, 1, NOW, canaries))
                    .extracting(Delivery::recipient)
                    .containsExactly("other@example.org");
        });
    }

    @Test
    void itSendsToSubscribersWhomNobodyElseKnows() {
        rolledBack(tx -> {
            put(tx, "subscriber-test", "17", Telling.Kind.OPENED, "opened");
            put(tx, "subscriber-test", NAME.value(), Telling.Kind.OPENED, "opened");

            assertThat(DeliveryStore.claim(tx, 1, NOW, List.of(new Opening("subscriber-test", 5, false, true))))
                    .extracting(Delivery::recipient)
                    .containsExactly("17");
            assertThat(DeliveryStore.claim(tx, 1, NOW, List.of(new Opening("subscriber-test", 5, false, false))))
                    .extracting(Delivery::recipient)
                    .containsExactly(NAME.value());
        });
    }

    @Test
    void subscribersWhomAnotherRegionHasReachedOrCannotReachAreNotOwedAnyMore() {
        rolledBack(tx -> {
            SubscriberName refusing = new SubscriberName(NAME.value().replace('0', '1'));
            SubscriberName unheard = new SubscriberName(NAME.value().replace('0', '2'));
            List.of(NAME, refusing, unheard)
                    .forEach(name -> put(tx, "subscriber-test", name.value(), Telling.Kind.OPENED, "opened"));

            DeliveredElsewhere.add(
                    tx,
                    new BulletinDelivered(
                            new RegionName("dr"),
                            "i-1",
                            "subscriber-test",
                            "opened",
                            List.of(NAME),
                            List.of(refusing),
                            NOW));

            assertThat(tx
                            .query(
                                    "select state, reply, last_error from delivery where incident = 'i-1' order by recipient")
                            .stream()
                            .map(row -> row.string("state") + " " + row.stringOrNull("reply") + " "
                                    + row.stringOrNull("last_error")))
                    .containsExactly(
                            "ACCEPTED region dr: accepted null",
                            "BOUNCED null region dr: refused",
                            "WAITING null null");
        });
    }

    @Test
    void eachChannelTakesAsManyAsItHasRoomForHoweverManyWaitForAnother() {
        rolledBack(tx -> {
            for (int reader = 1; reader <= 20; reader++) {
                put(tx, "many", "reader-" + reader, Telling.Kind.OPENED, "opened");
            }
            put(tx, "few", TEAM, Telling.Kind.OPENED, "opened");
            put(tx, "full", TEAM, Telling.Kind.OPENED, "opened");
            List<Opening> openings = List.of(new Opening("many", 3, false, false), new Opening("few", 2, false, false));

            assertThat(DeliveryStore.claim(tx, 1, NOW, openings))
                    .extracting(Delivery::recipient)
                    .containsExactly("reader-1", "reader-2", "reader-3", TEAM);
            assertThat(DeliveryStore.claim(tx, 1, NOW, openings))
                    .extracting(Delivery::recipient)
                    .containsExactly("reader-4", "reader-5", "reader-6");
        });
    }

    @Test
    void ofTwoMessagesToOneRecipientOneIsClaimedHoweverMuchRoomThereIs() {
        rolledBack(tx -> {
            put(tx, TEAM, Telling.Kind.OPENED, "opened");
            put(tx, TEAM, Telling.Kind.RESOLVED, "resolved-2");

            assertThat(claimAll(tx, NOW))
                    .extracting(delivery -> delivery.message().cause())
                    .containsExactly("opened");
        });
    }

    @Test
    void whereRecipientsAreKeptApartOneThatHangsIsNotAskedAgainAndTheOthersAre() {
        rolledBack(tx -> {
            for (int incident = 1; incident <= 5; incident++) {
                about(tx, "i-" + incident, "hangs");
            }
            about(tx, "i-1", "answers");
            List<Opening> openings = List.of(new Opening("test", 4, true, false));

            Delivery hanging = DeliveryStore.claim(tx, 1, NOW, openings).getFirst();
            assertThat(hanging.recipient()).isEqualTo("hangs");
            assertThat(DeliveryStore.claim(tx, 1, NOW, openings))
                    .extracting(Delivery::recipient)
                    .containsExactly("answers");
            assertThat(DeliveryStore.claim(tx, 1, NOW, openings)).isEmpty();

            DeliveryStore.later(tx, hanging, SendOutcome.later("no answer"), NOW.plusSeconds(30));
            assertThat(DeliveryStore.claim(tx, 1, NOW, openings))
                    .extracting(delivery -> delivery.message().incident())
                    .as("what is due, one at a time")
                    .containsExactly("i-2");
        });
    }

    private static void about(Transaction tx, String incident, String recipient) {
        Message message = new Message(
                incident,
                Telling.Kind.OPENED,
                "opened",
                "subject",
                "text",
                "",
                "<" + incident + "@example.org>",
                false);
        DeliveryStore.enqueue(tx, "test", recipient, message, NOW);
    }

    @Test
    void itAlsoSaysThatATestOfThemFailed() {
        rolledBack(tx -> {
            put(tx, TEAM, Telling.Kind.OPENED, Alarm.CAUSE);

            assertThat(DeliveryStore.claim(tx, 1, NOW, List.of(new Opening("test", 5, false, true))))
                    .hasSize(1);
        });
    }

    @Test
    void whatAnotherRegionSentAndNobodyOwesHereIsForgotten() {
        rolledBack(tx -> {
            DeliveredElsewhere.add(tx, elsewhere("opened"));

            DeliveredElsewhere.forget(tx, NOW);
            assertThat(tx.query("select * from delivered_elsewhere where incident = 'i-1'"))
                    .hasSize(1);
            DeliveredElsewhere.forget(tx, NOW.plusMillis(1));
            assertThat(tx.query("select * from delivered_elsewhere where incident = 'i-1'"))
                    .isEmpty();
        });
    }

    private static MessageDelivered elsewhere(String cause) {
        return new MessageDelivered(new RegionName("dr"), "i-1", "test", TEAM, cause, "250 ok", NOW);
    }

    private static Delivery claim(Transaction tx, long epoch) {
        return DeliveryStore.claim(tx, epoch, NOW, List.of(new Opening("test", 1, false, false)))
                .getFirst();
    }

    private static List<Delivery> claimAll(Transaction tx, Instant now) {
        return DeliveryStore.claim(tx, 1, now, List.of(new Opening("test", 64, false, false)));
    }

    private static List<String> states(Transaction tx) {
        return tx.query("select cause, state from delivery where incident = 'i-1' order by sequence").stream()
                .map(row -> row.string("cause") + " " + row.string("state"))
                .toList();
    }

    private static void put(Transaction tx, String recipient, Telling.Kind kind, String cause) {
        put(tx, "test", recipient, kind, cause);
    }

    private static void put(Transaction tx, String channel, String recipient, Telling.Kind kind, String cause) {
        Message message = new Message(
                "i-1", kind, cause, "subject", cause, "<p>" + cause, "<i-1." + cause + "@example.org>", false);
        DeliveryStore.enqueue(tx, channel, recipient, message, NOW);
    }

    private void rolledBack(Consumer<Transaction> test) {
        class Rollback extends RuntimeException {
            private static final long serialVersionUID = 1L;
        }
        assertThatThrownBy(() -> database.inTransaction(tx -> {
                    List<Row> others = tx.query("delete from delivery returning id");
                    assertThat(others).isNotNull();
                    test.accept(tx);
                    throw new Rollback();
                }))
                .isInstanceOf(Rollback.class);
    }
}
