package org.theorder.lifeboat.notifier.maintenance;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.notifier.change.PageChanges;
import org.theorder.lifeboat.notifier.component.Catalog;
import org.theorder.lifeboat.notifier.wording.ForeignText;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Transaction;

/** What can happen to a maintenance: announced, begun, verified, completed, put off, or taken back before it began. */
@ApplicationScoped
class Maintenances {
    private final Database database;
    private final MaintenanceStore store;
    private final Catalog catalog;
    private final PageChanges changes;
    private final Clock clock;

    Maintenances(Database database, MaintenanceStore store, Catalog catalog, PageChanges changes, Clock clock) {
        this.database = database;
        this.store = store;
        this.catalog = catalog;
        this.changes = changes;
        this.clock = clock;
    }

    Maintenance announce(String name, List<String> components, Instant from, Instant until, String body) {
        Instant now = clock.instant();
        check(!name.isBlank(), "name must say what is done, in a few words");
        check(!body.isBlank(), "body must tell people what to expect");
        check(from.isBefore(until), "scheduledFor must be before scheduledUntil");
        check(until.isAfter(now), "scheduledUntil is over already");
        check(!components.isEmpty(), "components must name at least one component");
        for (String component : components) {
            check(
                    catalog.component(component).isPresent(),
                    "there is no component '" + ForeignText.line(component, 80) + "'");
        }
        Maintenance announced = new Maintenance(
                UUID.randomUUID().toString(),
                ForeignText.line(name),
                MaintenanceStatus.SCHEDULED,
                components.stream().distinct().toList(),
                from,
                until,
                now,
                null,
                null,
                List.of(MaintenanceStore.update(MaintenanceStatus.SCHEDULED, ForeignText.body(body), false, now)));
        database.doInTransaction(tx -> {
            store.insert(tx, announced);
            tx.afterCommit(changes::now);
        });
        return announced;
    }

    /**
     * A person says something, and perhaps carries it on.
     *
     * @param status null leaves it as it is
     * @param from a new begin, before it has begun; null leaves it as it is
     * @param until a new end; null leaves it as it is
     */
    Maintenance say(
            String id,
            String body,
            @Nullable MaintenanceStatus status,
            @Nullable Instant from,
            @Nullable Instant until) {
        check(!body.isBlank(), "body must say something");
        return database.inTransaction(tx -> {
            Maintenance before = locked(tx, id);
            MaintenanceStatus after = status == null ? before.status() : status;
            if (after.compareTo(before.status()) < 0) {
                throw new LifeboatException(
                        ErrorCode.BUSY,
                        "the maintenance is " + before.status().wireName() + " and does not go back to "
                                + after.wireName());
            }
            if (from != null && !before.isUpcoming()) {
                throw new LifeboatException(ErrorCode.BUSY, "the maintenance has begun: only its end can be moved");
            }
            Instant begin = from == null ? before.scheduledFor() : from;
            Instant end = until == null ? before.scheduledUntil() : until;
            check(begin.isBefore(end), "scheduledUntil must be after scheduledFor");
            return moved(tx, before, new Step(after, begin, end, ForeignText.body(body), false));
        });
    }

    /** Takes it back as if it had never been announced; only before it begins. */
    void withdraw(String id) {
        database.doInTransaction(tx -> {
            if (!locked(tx, id).isUpcoming()) {
                throw new LifeboatException(
                        ErrorCode.BUSY, "the maintenance has begun: complete it with an update instead");
            }
            store.delete(tx, id);
            tx.afterCommit(changes::now);
        });
    }

    /** Begins and ends what is due. Two replicas that look at the same moment do it once: the second finds it done. */
    void keepTime() {
        Instant now = clock.instant();
        for (String id : store.due(now)) {
            database.doInTransaction(tx -> store.lock(tx, id).ifPresent(maintenance -> keepTime(tx, maintenance, now)));
        }
    }

    private void keepTime(Transaction tx, Maintenance maintenance, Instant now) {
        if (maintenance.status() != MaintenanceStatus.COMPLETED
                && !maintenance.scheduledUntil().isAfter(now)) {
            moved(
                    tx,
                    maintenance,
                    Step.byTheClock(maintenance, MaintenanceStatus.COMPLETED, "The maintenance has ended."));
        } else if (maintenance.isUpcoming() && !maintenance.scheduledFor().isAfter(now)) {
            moved(
                    tx,
                    maintenance,
                    Step.byTheClock(maintenance, MaintenanceStatus.IN_PROGRESS, "The maintenance has begun."));
        }
    }

    /** What is said, and what it makes of the maintenance. */
    private record Step(MaintenanceStatus status, Instant from, Instant until, String body, boolean automatic) {
        static Step byTheClock(Maintenance maintenance, MaintenanceStatus status, String body) {
            return new Step(status, maintenance.scheduledFor(), maintenance.scheduledUntil(), body, true);
        }
    }

    private Maintenance moved(Transaction tx, Maintenance before, Step step) {
        Instant now = clock.instant();
        store.move(tx, before.id(), step.status(), step.from(), step.until(), now);
        store.say(tx, before.id(), MaintenanceStore.update(step.status(), step.body(), step.automatic(), now));
        tx.afterCommit(changes::now);
        return locked(tx, before.id());
    }

    private Maintenance locked(Transaction tx, String id) {
        return store.lock(tx, id).orElseThrow(() -> unknown(id));
    }

    static LifeboatException unknown(String id) {
        return new LifeboatException(ErrorCode.NOT_FOUND, "there is no maintenance " + ForeignText.line(id, 80));
    }

    private static void check(boolean valid, String rule) {
        if (!valid) {
            throw new LifeboatException(ErrorCode.REQUEST_INVALID, rule);
        }
    }
}
