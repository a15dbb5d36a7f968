package org.theorder.lifeboat.notifier.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.IncidentId;
import org.theorder.lifeboat.events.MaintenanceChanged;
import org.theorder.lifeboat.events.MaintenanceStatus;
import org.theorder.lifeboat.notifier.NotifierServers;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.servers.test.LifeboatServers;

/** Two regions that change a maintenance at once come to the same end, whichever change each hears of first. */
@QuarkusTest
@QuarkusTestResource(value = LifeboatServers.class, initArgs = @ResourceArg(name = "schema", value = "notifier"))
@QuarkusTestResource(NotifierServers.class)
class MaintenanceStoreIT {
    private static final String NAME = "at once";

    private final Instant begin = Instant.now().truncatedTo(ChronoUnit.MILLIS).plus(Duration.ofDays(5));

    @Inject
    Database database;

    @Inject
    MaintenanceStore store;

    @AfterEach
    void forget() {
        database.update("delete from maintenance where name = $1", NAME);
    }

    @Test
    void whatLastsLongerCounts() {
        Change shorter = new Change(MaintenanceStatus.SCHEDULED, Duration.ofHours(1), false);
        Change longer = new Change(MaintenanceStatus.SCHEDULED, Duration.ofHours(2), false);

        assertThat(inBothOrders(shorter, longer))
                .allSatisfy(maintenance ->
                        assertThat(maintenance.scheduledUntil()).isEqualTo(begin.plus(Duration.ofHours(2))));
    }

    @Test
    void whatTakesItBackCountsUnlessItHasBegun() {
        Change put = new Change(MaintenanceStatus.SCHEDULED, Duration.ofHours(2), false);
        Change taken = new Change(MaintenanceStatus.SCHEDULED, Duration.ofHours(1), true);
        Change begun = new Change(MaintenanceStatus.IN_PROGRESS, Duration.ofHours(1), false);

        assertThat(inBothOrders(put, taken)).isEmpty();
        assertThat(inBothOrders(begun, taken)).hasSize(2).allMatch(Maintenance::isRunning);
    }

    @Test
    void whatIsOverIsKeptHoweverMuchIsPlanned() {
        String over = UUID.randomUUID().toString();
        database.doInTransaction(tx -> {
            Change planned = new Change(MaintenanceStatus.SCHEDULED, Duration.ofHours(2), false);
            Change done = new Change(MaintenanceStatus.COMPLETED, Duration.ofHours(1), false);
            store.take(tx, event(over, 1, done));
            tx.update("update maintenance set scheduled_for = scheduled_for - interval '1 day' where id = $1", over);
            for (int number = 0; number <= MaintenanceStore.MOST; number++) {
                store.take(tx, event(UUID.randomUUID().toString(), 1, planned));
            }
        });

        assertThat(store.recent()).extracting(Maintenance::id).contains(over);
    }

    private record Change(MaintenanceStatus status, Duration lasts, boolean withdrawn) {}

    /** What is shown then. */
    private List<Maintenance> inBothOrders(Change one, Change other) {
        String here = UUID.randomUUID().toString();
        String there = UUID.randomUUID().toString();
        Change announced = new Change(MaintenanceStatus.SCHEDULED, Duration.ofHours(1), false);
        database.doInTransaction(tx -> {
            List.of(here, there).forEach(id -> store.take(tx, event(id, 1, announced)));
            store.take(tx, event(here, 2, one));
            store.take(tx, event(here, 2, other));
            store.take(tx, event(there, 2, other));
            store.take(tx, event(there, 2, one));
        });
        return store.recent().stream()
                .filter(maintenance -> List.of(here, there).contains(maintenance.id()))
                .toList();
    }

    private MaintenanceChanged event(String id, int version, Change change) {
        return new MaintenanceChanged(
                new IncidentId(id),
                version,
                NAME,
                change.status(),
                // of no page, so that no other test sees it
                List.of("at-once"),
                begin,
                begin.plus(change.lasts()),
                begin.minus(Duration.ofDays(9)),
                change.status() == MaintenanceStatus.SCHEDULED ? null : begin,
                null,
                change.withdrawn(),
                null,
                begin.minus(Duration.ofDays(8)));
    }
}
