package org.theorder.lifeboat.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.servers.test.LifeboatServers;

@QuarkusTest
@WithTestResource(value = LifeboatServers.class, initArgs = @ResourceArg(name = "schema", value = "outbox"))
class DatabaseIT {
    @Inject
    Database database;

    @BeforeEach
    void table() {
        database.update("drop table if exists thing");
        database.update("create table thing (name text primary key, amount bigint)");
    }

    @Test
    void everyKindOfValueSurvivesTheRoundTrip() {
        UUID uuid = UUID.randomUUID();
        Instant instant = Instant.parse("2026-11-22T01:02:03.123456Z");

        Row row = database.query(
                        """
                        select $1::text as text, $2::int as four, $3::bigint as eight, $4::float8 as number, $5::bool as yes,
                               $6::uuid as uuid, $7::timestamptz as at, $8::bytea as bytes, $9::text as severity,
                               $10::text[] as texts, $11::jsonb as json, $11::jsonb ->> 'a' as inside,
                               extract(epoch from $12::interval)::float8 as seconds, null::text as nothing,
                               count(*) over () as counted, 12::numeric as whole""",
                        "täxt",
                        4,
                        8L,
                        1.5,
                        true,
                        uuid,
                        instant,
                        new byte[] {0, 1, -1},
                        Severity.WARNING,
                        new String[] {"a", "b"},
                        "{\"a\": [1, \"x\"]}",
                        Duration.ofMillis(90_061_001))
                .getFirst();

        assertThat(row.string("text")).isEqualTo("täxt");
        assertThat(row.intValue("four")).isEqualTo(4);
        assertThat(row.longValue("eight")).isEqualTo(8);
        assertThat(row.longValue("counted")).isEqualTo(1);
        assertThat(row.intValue("whole")).isEqualTo(12);
        assertThat(row.doubleValue("number")).isEqualTo(1.5);
        assertThat(row.bool("yes")).isTrue();
        assertThat(row.uuid("uuid")).isEqualTo(uuid);
        assertThat(row.instant("at")).isEqualTo(instant);
        assertThat(row.bytes("bytes")).containsExactly(0, 1, -1);
        assertThat(row.string("severity")).isEqualTo("WARNING");
        assertThat(row.strings("texts")).containsExactly("a", "b");
        assertThat(row.string("json")).isEqualTo("{\"a\":[1,\"x\"]}");
        assertThat(row.string("inside")).isEqualTo("[1, \"x\"]");
        assertThat(row.doubleValue("seconds")).isEqualTo(90_061.001);
        assertThat(row.stringOrNull("nothing")).isNull();
        assertThatThrownBy(() -> row.string("nothing")).hasMessageContaining("column nothing is null");
        assertThatThrownBy(() -> row.string("missing")).hasMessageContaining("no column missing");
        assertThatThrownBy(() -> row.uuid("text")).hasMessageContaining("column text holds a String");
    }

    @Test
    void jsonIsStoredAsJsonAndNotAsText() {
        database.update("create table if not exists document (value jsonb)");
        database.update("insert into document values ($1::jsonb)", "{\"n\": null}");

        Row row = database.query("select jsonb_typeof(value) as type, value from document")
                .getFirst();

        assertThat(row.string("type")).isEqualTo("object");
        assertThat(row.string("value")).isEqualTo("{\"n\":null}");
    }

    @Test
    void nullsAreArgumentsToo() {
        assertThat(database.update("insert into thing values ($1, $2)", "a", null))
                .isEqualTo(1);
        assertThat(database.query("select amount from thing").getFirst().longOrNull("amount"))
                .isNull();
    }

    @Test
    void oneStatementGivesTheRowsOfEachOfItsArguments() {
        List<List<Row>> rows = database.inTransaction(tx -> tx.queryEach(
                "insert into thing values ($1, $2) on conflict do nothing returning name",
                List.of(new @Nullable Object[] {"a", 1L}, new @Nullable Object[] {"a", 2L}, new @Nullable Object[] {
                    "b", null
                })));

        assertThat(rows).hasSize(3);
        assertThat(rows.get(0)).extracting(row -> row.string("name")).containsExactly("a");
        assertThat(rows.get(1)).isEmpty();
        assertThat(rows.get(2)).extracting(row -> row.string("name")).containsExactly("b");
    }

    @Test
    void oneOfManyArgumentsThatFailsRollsBackAll() {
        List<@Nullable Object[]> twice = List.of(
                new @Nullable Object[] {"a", 1L}, new @Nullable Object[] {"a", 2L}, new @Nullable Object[] {"b", 3L});

        assertThat(codeOf(
                        () -> database.doInTransaction(tx -> tx.queryEach("insert into thing values ($1, $2)", twice))))
                .isEqualTo(ErrorCode.ALREADY_EXISTS);
        assertThat(database.query("select * from thing")).isEmpty();
    }

    @Test
    void whatWasSentIsSeenByTheNextStatementAndCommitted() {
        long seen = database.inTransaction(tx -> {
            tx.send("insert into thing values ('a', $1)", 1L);
            tx.send("update thing set amount = amount + 1");
            return tx.query("select amount from thing").getFirst().longValue("amount");
        });

        assertThat(seen).isEqualTo(2);
        assertThat(database.query("select amount from thing").getFirst().longValue("amount"))
                .isEqualTo(2);
    }

    @Test
    void whatWasSentAndFailsIsToldByTheCommitOrTheNextStatement() {
        database.update("insert into thing values ('a', 1)");

        assertThat(codeOf(() -> database.doInTransaction(tx -> {
                    tx.send("insert into thing values ('b', 1)");
                    tx.send("insert into thing values ('a', 2)");
                })))
                .isEqualTo(ErrorCode.ALREADY_EXISTS);
        assertThat(codeOf(() -> database.doInTransaction(tx -> {
                    tx.send("insert into thing values ('a', 2)");
                    tx.update("insert into thing values ('b', 1)");
                })))
                .isEqualTo(ErrorCode.ALREADY_EXISTS);
        assertThat(database.query("select name from thing")).hasSize(1);
    }

    @Test
    void anExceptionRollsBackAndIsRethrown() {
        IllegalStateException failure = new IllegalStateException("no");
        List<String> actions = new ArrayList<>();

        assertThatThrownBy(() -> database.doInTransaction(tx -> {
                    tx.update("insert into thing values ('a', 1)");
                    tx.afterCommit(() -> actions.add("committed"));
                    throw failure;
                }))
                .isSameAs(failure);

        assertThat(database.query("select * from thing")).isEmpty();
        assertThat(actions).isEmpty();
    }

    @Test
    void whatIsToFollowTheCommitSeesItsData() {
        List<Integer> seen = new ArrayList<>();

        database.doInTransaction(tx -> {
            tx.update("insert into thing values ('a', 1)");
            tx.afterCommit(() -> {
                throw new IllegalStateException("is logged and harms nobody");
            });
            tx.afterCommit(() -> seen.add(database.query("select * from thing").size()));
        });

        assertThat(seen).containsExactly(1);
    }

    @Test
    void errorsOfTheServerAreOurs() {
        database.update("insert into thing values ('a', 1)");

        assertThat(codeOf(() -> database.update("insert into thing values ('a', 2)")))
                .isEqualTo(ErrorCode.ALREADY_EXISTS);
        assertThat(codeOf(() -> database.query("select nonsense"))).isEqualTo(ErrorCode.INTERNAL);
        assertThat(codeOf(() -> database.query("set local lock_timeout = '1ms'; select 1")))
                .isEqualTo(ErrorCode.INTERNAL);
    }

    @Test
    void aSwallowedErrorDoesNotLookLikeACommit() {
        ErrorCode code = codeOf(() -> database.doInTransaction(tx -> {
            tx.update("insert into thing values ('a', 1)");
            try {
                tx.update("insert into thing values ('a', 2)");
            } catch (LifeboatException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.ALREADY_EXISTS);
            }
        }));

        assertThat(code).isEqualTo(ErrorCode.INTERNAL);
        assertThat(database.query("select * from thing")).isEmpty();
    }

    @Test
    void anInterruptedTransactionRollsBackAndItsConnectionStaysUsable() throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread thread = Thread.ofVirtual().start(() -> {
            try {
                database.doInTransaction(tx -> {
                    tx.update("insert into thing values ('a', 1)");
                    inside.countDown();
                    tx.query("select pg_sleep(1)");
                });
            } catch (RuntimeException e) {
                failure.set(e);
            }
        });

        inside.await();
        thread.interrupt();
        thread.join();

        assertThat(failure.get()).isInstanceOf(LifeboatException.class).hasMessageContaining("interrupted");
        for (int i = 0; i < 20; i++) {
            List<Row> things = database.inTransaction(tx -> tx.query("select * from thing"));
            assertThat(things).isEmpty();
        }
    }

    @Test
    void moreCallersThanConnectionsWaitForTheirTurn() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            String name = "thing" + i;
            threads.add(Thread.ofVirtual()
                    .start(() -> database.doInTransaction(tx -> {
                        tx.update("insert into thing values ($1, 1)", name);
                        tx.query("select pg_sleep(0.01)");
                    })));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(database.query("select * from thing")).hasSize(50);
    }

    private static ErrorCode codeOf(Runnable action) {
        LifeboatException failure = catchThrowableOfType(LifeboatException.class, action::run);
        assertThat(failure).isNotNull();
        return failure.code();
    }
}
