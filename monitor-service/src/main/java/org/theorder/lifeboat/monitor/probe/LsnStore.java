package org.theorder.lifeboat.monitor.probe;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.theorder.lifeboat.outbox.Database;

/** The table {@code lsn_sample}: how far each primary had written lately. */
@ApplicationScoped
public class LsnStore {
    private final Database database;
    private final Clock clock;

    LsnStore(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Those of one probe. */
    LsnHistory.Samples of(String probe) {
        return new LsnHistory.Samples() {
            @Override
            public List<LsnHistory.Past> read() {
                return LsnStore.this.read(probe);
            }

            @Override
            public void add(long position) {
                LsnStore.this.add(probe, position);
            }
        };
    }

    private List<LsnHistory.Past> read(String probe) {
        return database.query("select at, position from lsn_sample where probe = $1 order by at", probe).stream()
                .map(row -> new LsnHistory.Past(
                        Duration.between(row.instant("at"), clock.instant()), row.longValue("position")))
                .filter(past -> !past.ago().isNegative())
                .toList();
    }

    private void add(String probe, long position) {
        database.inTransaction(tx -> {
            tx.update(
                    "insert into lsn_sample (probe, at, position) values ($1, $2, $3) on conflict do nothing",
                    probe,
                    clock.instant(),
                    position);
            return tx.update(
                    "delete from lsn_sample where probe = $1 and at < $2",
                    probe,
                    clock.instant().minus(LsnHistory.REMEMBERED));
        });
    }
}
