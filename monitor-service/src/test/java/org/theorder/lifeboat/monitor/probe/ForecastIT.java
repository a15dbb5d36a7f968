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

/** A trend outlives the process that saw it. */
@QuarkusTest
class ForecastIT {
    private final String subject = "f-" + UUID.randomUUID();

    @Inject
    ForecastStore store;

    @Inject
    Database database;

    @Test
    void aRestartForecastsFromWhatWasMeasuredBefore() {
        Instant now = Clock.systemUTC().instant();
        List.of(7 * 60, 30, 20, 10)
                .forEach(minutes -> database.inTransaction(tx -> tx.update(
                        "insert into forecast_sample (subject, at, used) values ($1, $2, $3)",
                        subject,
                        now.minus(Duration.ofMinutes(minutes)),
                        90.0 - minutes)));

        Forecast started = new Forecast(System::nanoTime, store.of(subject));

        assertThat(started.fullIn(90, 100))
                .hasValueSatisfying(full -> assertThat(full).isBetween(Duration.ofMinutes(9), Duration.ofMinutes(11)));
        assertThat(database.query("select used from forecast_sample where subject = $1 order by at", subject))
                .as("with the new one, and without what is too old to count")
                .extracting(row -> row.doubleValue("used"))
                .containsExactly(60.0, 70.0, 80.0, 90.0);
    }
}
