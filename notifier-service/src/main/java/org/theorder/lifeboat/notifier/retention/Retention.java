package org.theorder.lifeboat.notifier.retention;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.notifier.delivery.DeliveryStore;
import org.theorder.lifeboat.notifier.evidence.EvidenceStore;
import org.theorder.lifeboat.notifier.incident.IncidentStore;
import org.theorder.lifeboat.notifier.recovery.RecoveryStore;
import org.theorder.lifeboat.notifier.status.Uptime;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Routine;

/** Forgets every few hours what has been over for long; it does not matter how many replicas do. */
@ApplicationScoped
class Retention implements Routine {
    private static final Duration EVERY = Duration.ofHours(6);

    private final Database database;
    private final IncidentStore incidents;
    private final Duration keep;
    private final Clock clock;

    Retention(Database database, IncidentStore incidents, RetentionSettings settings, Clock clock) {
        if (settings.keep().compareTo(Duration.ofDays(Uptime.DAYS)) < 0) {
            throw new LifeboatException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "lifeboat.notifier.retention.keep must be " + Uptime.DAYS
                            + "d or more: the page shows so many days");
        }
        this.database = database;
        this.incidents = incidents;
        this.keep = settings.keep();
        this.clock = clock;
    }

    @Override
    public String name() {
        return "retention";
    }

    @Override
    public void round() throws InterruptedException {
        forget(clock.instant());
        Thread.sleep(EVERY);
    }

    void forget(Instant now) {
        Instant before = now.minus(keep);
        // incidents first: what was told about them goes with them
        database.doInTransaction(tx -> incidents.forget(tx, before));
        database.doInTransaction(tx -> DeliveryStore.forget(tx, before));
        database.doInTransaction(tx -> {
            EvidenceStore.forget(tx, before);
            RecoveryStore.forget(tx, before);
        });
    }
}
