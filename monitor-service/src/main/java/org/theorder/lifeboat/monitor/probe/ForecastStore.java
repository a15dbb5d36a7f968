package org.theorder.lifeboat.monitor.probe;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.theorder.lifeboat.outbox.Database;

/** The table {@code forecast_sample}: what was measured lately of things that fill up. */
@ApplicationScoped
public class ForecastStore {
    private final Database database;
    private final Clock clock;

    ForecastStore(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** The samples of one subject of {@code storage-used}. */
    public Forecast.History of(String subject) {
        return new Forecast.History() {
            @Override
            public List<Forecast.Past> read() {
                return ForecastStore.this.read(subject);
            }

            @Override
            public void add(double used) {
                ForecastStore.this.add(subject, used);
            }
        };
    }

    private List<Forecast.Past> read(String subject) {
        return database.query("select at, used from forecast_sample where subject = $1 order by at", subject).stream()
                .map(row -> new Forecast.Past(
                        Duration.between(row.instant("at"), clock.instant()), row.doubleValue("used")))
                .filter(past -> !past.ago().isNegative())
                .toList();
    }

    private void add(String subject, double used) {
        database.inTransaction(tx -> {
            tx.update(
                    "insert into forecast_sample (subject, at, used) values ($1, $2, $3) on conflict do nothing",
                    subject,
                    clock.instant(),
                    used);
            return tx.update(
                    "delete from forecast_sample where subject = $1 and at < $2",
                    subject,
                    clock.instant().minus(Forecast.REMEMBERED));
        });
    }
}
