package org.theorder.lifeboat.notifier.maintenance;

import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.IncidentId;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.MaintenanceChanged;
import org.theorder.lifeboat.events.MaintenanceStatus;
import org.theorder.lifeboat.events.MaintenanceUpdate;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.notifier.change.PageChanges;
import org.theorder.lifeboat.notifier.component.Catalog;
import org.theorder.lifeboat.notifier.incident.Telling;
import org.theorder.lifeboat.notifier.wording.ForeignText;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Outbox;
import org.theorder.lifeboat.outbox.Transaction;

/**
 * What can happen to a maintenance: announced, begun, verified, completed, put off, or taken back before it began. Each is
 * published, so that the notifiers of other regions show it too. The clock of each region begins and ends it; what it says
 * then has the same name everywhere and stands there once.
 */
@ApplicationScoped
class Maintenances {
    private final Database database;
    private final MaintenanceStore store;
    private final Catalog catalog;
    private final Outbox outbox;
    private final List<MaintenanceAudience> audiences;
    private final PageChanges changes;
    private final Clock clock;

    Maintenances(
            Database database,
            MaintenanceStore store,
            Catalog catalog,
            Outbox outbox,
            @All List<MaintenanceAudience> audiences,
            PageChanges changes,
            Clock clock) {
        this.database = database;
        this.store = store;
        this.catalog = catalog;
        this.outbox = outbox;
        this.audiences = audiences;
        this.changes = changes;
        this.clock = clock;
    }

    /** @param author who announces it, for operators alone */
    Maintenance announce(
            String name, List<String> components, Instant from, Instant until, String body, String author) {
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
                List.of(new Maintenance.Update(
                        UUID.randomUUID().toString(),
                        MaintenanceStatus.SCHEDULED,
                        ForeignText.body(body),
                        false,
                        now,
                        author)));
        database.doInTransaction(tx -> {
            store.insert(tx, announced);
            tellEverybody(tx, announced, 1, announced.updates().getFirst());
        });
        return announced;
    }

    /**
     * A person says something, and perhaps carries it on.
     *
     * @param status null leaves it as it is
     * @param from a new begin, before it has begun; null leaves it as it is
     * @param until a new end; null leaves it as it is
     * @param author who says it, for operators alone
     */
    Maintenance say(
            String id,
            String body,
            @Nullable MaintenanceStatus status,
            @Nullable Instant from,
            @Nullable Instant until,
            String author) {
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
            Maintenance.Update said = new Maintenance.Update(
                    UUID.randomUUID().toString(), after, ForeignText.body(body), false, clock.instant(), author);
            return moved(tx, before, begin, end, said);
        });
    }

    /** Takes it back as if it had never been announced; only before it begins. */
    void withdraw(String id) {
        database.doInTransaction(tx -> {
            Maintenance before = locked(tx, id);
            if (!before.isUpcoming()) {
                throw new LifeboatException(
                        ErrorCode.BUSY, "the maintenance has begun: complete it with an update instead");
            }
            tellEverybody(tx, before, store.withdraw(tx, id), null);
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
        if (!maintenance.isOver() && !maintenance.scheduledUntil().isAfter(now)) {
            moved(tx, maintenance, MaintenanceStatus.COMPLETED, "The maintenance has ended.");
        } else if (maintenance.isUpcoming() && !maintenance.scheduledFor().isAfter(now)) {
            moved(tx, maintenance, MaintenanceStatus.IN_PROGRESS, "The maintenance has begun.");
        }
    }

    /** By the clock. */
    private void moved(Transaction tx, Maintenance before, MaintenanceStatus status, String body) {
        String id = before.id() + "-" + status.wireName();
        Maintenance.Update said = new Maintenance.Update(id, status, body, true, clock.instant());
        moved(tx, before, before.scheduledFor(), before.scheduledUntil(), said);
    }

    private Maintenance moved(
            Transaction tx, Maintenance before, Instant from, Instant until, Maintenance.Update said) {
        int version = store.move(tx, before.id(), said.status(), from, until, said.at());
        store.say(tx, before.id(), said);
        Maintenance after = locked(tx, before.id());
        tellEverybody(tx, after, version, said);
        return after;
    }

    /**
     * Tells subscribers and the other regions.
     *
     * @param said null if it was taken back
     */
    private void tellEverybody(Transaction tx, Maintenance now, int version, Maintenance.@Nullable Update said) {
        MaintenanceChanged event = new MaintenanceChanged(
                new IncidentId(now.id()),
                version,
                now.name(),
                now.status(),
                now.components(),
                now.scheduledFor(),
                now.scheduledUntil(),
                now.createdAt(),
                now.beganAt(),
                now.endedAt(),
                said == null,
                said == null
                        ? null
                        : new MaintenanceUpdate(said.id(), said.status(), said.body(), said.automatic(), said.at()),
                clock.instant());
        outbox.publish(tx, Topics.MAINTENANCE_CHANGED, now.id(), event);
        if (said == null) {
            Maintenance cancelled = now.cancelled(event.at());
            audiences.forEach(audience -> audience.tell(tx, cancelled, Maintenance.CANCELLED));
        } else {
            Telling telling = now.telling(said);
            audiences.forEach(audience -> audience.tell(tx, now, telling));
        }
        tx.afterCommit(changes::now);
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
