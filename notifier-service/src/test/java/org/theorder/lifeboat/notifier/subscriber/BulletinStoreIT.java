package org.theorder.lifeboat.notifier.subscriber;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.notifier.NotifierServers;
import org.theorder.lifeboat.notifier.incident.Telling;
import org.theorder.lifeboat.notifier.wording.ReaderZone;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Transaction;
import org.theorder.lifeboat.servers.test.LifeboatServers;

/** How bulletins become messages, on a real database. Each test ends with a rollback. */
@QuarkusTest
@QuarkusTestResource(value = LifeboatServers.class, initArgs = @ResourceArg(name = "schema", value = "notifier"))
@QuarkusTestResource(NotifierServers.class)
class BulletinStoreIT {
    private static final Instant NOW = Instant.parse("2030-01-01T12:00:00Z");
    private static final int BATCH = 1_000;

    @Inject
    Database database;

    @Test
    void everybodyGetsOneMessageHoweverManyBatchesItTakes() {
        rolledBack(tx -> {
            subscribers(tx, 2_500, "{}");
            put(tx, Telling.Kind.OPENED, "opened");

            assertThat(spread(tx)).isTrue();
            assertThat(spread(tx)).isTrue();
            assertThat(spread(tx)).isFalse();

            assertThat(BulletinStore.next(tx, NOW.minusSeconds(60))).isEmpty();
            assertThat(count(tx, "select count(*) as n from delivery")).isEqualTo(2_500);
            assertThat(count(tx, "select count(distinct message_id) as n from delivery"))
                    .isEqualTo(2_500);
            assertThat(count(tx, "select count(distinct recipient) as n from delivery"))
                    .isEqualTo(2_500);
        });
    }

    @Test
    void theSameNewsIsPutOnce() {
        rolledBack(tx -> {
            subscribers(tx, 3, "{}");
            put(tx, Telling.Kind.OPENED, "opened");
            put(tx, Telling.Kind.OPENED, "opened");

            assertThat(spread(tx)).isFalse();

            assertThat(BulletinStore.next(tx, NOW.minusSeconds(60))).isEmpty();
            assertThat(count(tx, "select count(*) as n from delivery")).isEqualTo(3);
        });
    }

    @Test
    void whoChoseOtherComponentsIsNotTold() {
        rolledBack(tx -> {
            subscribers(tx, 2, "{}");
            subscribers(tx, 3, "{website}");
            subscribers(tx, 4, "{website,shop}");
            subscribers(tx, 5, "{ledger}");
            put(tx, Telling.Kind.OPENED, "opened");

            spread(tx);

            assertThat(count(tx, "select count(*) as n from delivery")).isEqualTo(11);
        });
    }

    @Test
    void whoeverWasToldOfTheBeginningIsOwedTheEndInTheSameThread() {
        rolledBack(tx -> {
            subscribers(tx, 1, "{shop}");
            put(tx, Telling.Kind.OPENED, "opened");
            spread(tx);
            tx.update("update delivery set state = 'ACCEPTED', finished_at = $1", NOW);
            tx.update("update subscriber set components = '{website}'");
            put(tx, Telling.Kind.UPDATED, "updated-2");
            spread(tx);
            put(tx, Telling.Kind.RESOLVED, "resolved-3");
            spread(tx);

            assertThat(tx.query("select cause, sequence, state, in_reply_to from delivery order by sequence").stream()
                            .map(row -> row.intValue("sequence") + " " + row.string("cause") + " "
                                    + row.string("state") + " "
                                    + (row.stringOrNull("in_reply_to") == null ? "first" : "reply")))
                    .containsExactly(
                            "1 opened ACCEPTED first", "2 updated-2 SUPERSEDED reply", "3 resolved-3 WAITING reply");
        });
    }

    @Test
    void whoIsDisabledOrNotConfirmedOrCameLaterIsNotTold() {
        rolledBack(tx -> {
            subscribers(tx, 4, "{}");
            List<Long> ids = tx.query("select id from subscriber order by id").stream()
                    .map(row -> row.longValue("id"))
                    .toList();
            tx.update("update subscriber set confirmed_at = null where id = $1", ids.get(0));
            tx.update("update subscriber set confirmed_at = $2 where id = $1", ids.get(1), NOW.plusSeconds(1));
            tx.update(
                    "insert into disabled_recipient (channel, recipient, reason, at) values ($1, $2, 'gone', $3)",
                    Way.MAIL.channel(),
                    Long.toString(ids.get(2)),
                    NOW);
            put(tx, Telling.Kind.OPENED, "opened");

            spread(tx);

            assertThat(tx.query("select recipient from delivery").stream().map(row -> row.string("recipient")))
                    .containsExactly(Long.toString(ids.get(3)));
        });
    }

    @Test
    void whoIsHeardOfLateIsOwedWhatWasPutSinceItConfirmedElsewhereAndNothingOlder() {
        rolledBack(tx -> {
            subscribers(tx, 3, "{}");
            put(tx, Telling.Kind.OPENED, "opened");
            spread(tx);
            assertThat(BulletinStore.next(tx, NOW.minusSeconds(60))).isEmpty();

            subscribers(tx, 2, "{shop}");
            assertThat(BulletinStore.next(tx, NOW))
                    .as("what is no news any more is not told")
                    .isEmpty();
            spread(tx);

            assertThat(BulletinStore.next(tx, NOW.minusSeconds(60))).isEmpty();
            assertThat(count(tx, "select count(*) as n from delivery")).isEqualTo(5);
            subscribers(tx, 1, "{ledger}");
            tx.update("update subscriber set confirmed_at = $1 where components = '{ledger}'", NOW.plusSeconds(1));
            assertThat(BulletinStore.next(tx, NOW.minusSeconds(60)))
                    .as("who confirmed after it is not told")
                    .isEmpty();
        });
    }

    @Test
    void wordsAreThoseOfTheZoneOrUtc() {
        rolledBack(tx -> {
            put(tx, Telling.Kind.OPENED, "opened");

            assertThat(words(tx, "Europe/Stockholm").text()).isEqualTo("Stockholm");
            assertThat(words(tx, "Asia/Kolkata").text()).isEqualTo("UTC");
        });
    }

    private static Words words(Transaction tx, String zone) {
        return BulletinStore.words(tx, "i-1", Way.MAIL, "opened", ZoneId.of(zone))
                .orElseThrow();
    }

    private static void subscribers(Transaction tx, int count, String components) {
        tx.update("""
                insert into subscriber (way, address, hash, components, time_zone, created_at, confirmed_at)
                select 'MAIL', a, subscriber_hash('MAIL', a), $2::text::text[], 'UTC', $3, $3
                  from (select $2 || n || '@example.org' as a from generate_series(1, $1) as n) as addresses""", count, components, NOW);
    }

    private static void put(Transaction tx, Telling.Kind kind, String cause) {
        BulletinStore.add(
                tx,
                new Bulletin(0, "i-1", Way.MAIL, cause, kind, List.of("shop", "ledger"), "subject", false, NOW, 0),
                Map.of(
                        ReaderZone.UTC.zone(),
                        new Words("UTC", ""),
                        ZoneId.of("Europe/Stockholm"),
                        new Words("Stockholm", "")));
    }

    private static boolean spread(Transaction tx) {
        Bulletin next = BulletinStore.next(tx, NOW.minusSeconds(60)).orElseThrow();
        return BulletinStore.spread(tx, next, BATCH, "<" + next.incident() + "." + next.cause(), "@x>", NOW);
    }

    private static long count(Transaction tx, String sql) {
        return tx.query(sql).getFirst().longValue("n");
    }

    private void rolledBack(Consumer<Transaction> test) {
        class Rollback extends RuntimeException {
            private static final long serialVersionUID = 1L;
        }
        assertThatThrownBy(() -> database.inTransaction(tx -> {
                    tx.update("delete from delivery");
                    tx.update("delete from bulletin");
                    tx.update("delete from subscriber");
                    test.accept(tx);
                    throw new Rollback();
                }))
                .isInstanceOf(Rollback.class);
    }
}
