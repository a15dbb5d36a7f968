package org.theorder.lifeboat.monitor.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.outbox.Database;

/** How far a primary had written outlives the process that saw it. */
@QuarkusTest
class LsnStoreIT {
    private final String probe = "p-" + UUID.randomUUID();

    @Inject
    LsnStore store;

    @Inject
    Database database;

    @Test
    void aRestartKnowsForHowLongAStandbyHasStoodStill() {
        Instant now = Clock.systemUTC().instant();
        List.of(7 * 60, 20, 10)
                .forEach(minutes -> database.inTransaction(tx -> tx.update(
                        "insert into lsn_sample (probe, at, position) values ($1, $2, $3)",
                        probe,
                        now.minus(Duration.ofMinutes(minutes)),
                        9_000_000_000_000_000L - minutes)));

        LsnHistory started = new LsnHistory(System::nanoTime, store.of(probe));
        started.add(9_000_000_000_000_000L);

        LsnHistory.Lack lack = started.lack(9_000_000_000_000_000L - 15);
        assertThat(lack.atLeast()).isFalse();
        assertThat(lack.duration()).isBetween(Duration.ofMinutes(10), Duration.ofMinutes(12));
        assertThat(database.query("select position from lsn_sample where probe = $1 order by at", probe))
                .as("with the new one, and without what is too old to count")
                .extracting(row -> 9_000_000_000_000_000L - row.longValue("position"))
                .containsExactly(20L, 10L, 0L);
    }
}
