package org.theorder.lifeboat.monitor.heartbeat;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.Heartbeat;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Transaction;

/** The table {@code heartbeat}: what a sender says about time is turned into our time, because its clock may be wrong. */
@ApplicationScoped
class HeartbeatStore {
    /** Machines come and go. */
    private static final Duration KEPT = Duration.ofDays(1);

    private final Database database;
    private final Clock clock;

    HeartbeatStore(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * How far the clock of a machine seems to be behind ours.
     *
     * @param behind the smallest of the last delays, which include the time on the way; negative if it is ahead
     */
    record HostClock(String service, String host, Duration behind) {}

    void heard(Transaction tx, Heartbeat heartbeat) {
        Instant now = clock.instant();
        @Nullable Instant evaluated = heartbeat.lastEvaluationAt();
        Duration ago = evaluated == null ? Duration.ZERO : Duration.between(evaluated, heartbeat.at());
        tx.send(
                """
                insert into heartbeat as known (service, host, received_at, said_at, delays_millis, evaluated_at)
                values ($1, $2, $3, $4, array[$5::bigint], $6)
                on conflict (service, host) do update
                    set received_at = excluded.received_at,
                        said_at = excluded.said_at,
                        -- what comes faster than it was sent has waited, while we were away for example
                        delays_millis = case
                            when 2 * (excluded.received_at - known.received_at) < excluded.said_at - known.said_at
                            then known.delays_millis
                            else (known.delays_millis || excluded.delays_millis)
                                [greatest(1, cardinality(known.delays_millis) - 3):] end,
                        -- what was noted before our clock was set back was not later than now
                        evaluated_at = greatest(least(known.evaluated_at, excluded.received_at), excluded.evaluated_at)
                """,
                heartbeat.service(),
                host(heartbeat.instance()),
                now,
                heartbeat.at(),
                Duration.between(heartbeat.at(), now).toMillis(),
                // a clock that was set back in between would have it in the future
                evaluated == null ? null : now.minus(ago.isNegative() ? Duration.ZERO : ago));
        tx.send("delete from heartbeat where received_at < $1", now.minus(KEPT));
    }

    private static String host(String instance) {
        int slash = instance.indexOf('/');
        return slash < 0 ? instance : instance.substring(0, slash);
    }

    /** When the main loop of each service last finished a round, on any machine; without those that never said so. */
    Map<String, Instant> evaluated() {
        return database
                .query(
                        "select service, max(evaluated_at) as at from heartbeat where evaluated_at is not null group by service")
                .stream()
                .collect(Collectors.toUnmodifiableMap(row -> row.string("service"), row -> row.instant("at")));
    }

    /** The clocks of machines that were heard since then, more than once: a single heartbeat may have waited. */
    List<HostClock> clocks(Instant since) {
        return database.query("""
                        select service, host, (select min(delay) from unnest(delays_millis) as delay) as behind
                        from heartbeat where received_at >= $1 and cardinality(delays_millis) > 1
                        """, since).stream()
                .map(row -> new HostClock(
                        row.string("service"), row.string("host"), Duration.ofMillis(row.longValue("behind"))))
                .toList();
    }
}
