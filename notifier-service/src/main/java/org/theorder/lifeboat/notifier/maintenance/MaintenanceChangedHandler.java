package org.theorder.lifeboat.notifier.maintenance;

import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.theorder.lifeboat.events.MaintenanceChanged;
import org.theorder.lifeboat.events.MaintenanceUpdate;
import org.theorder.lifeboat.events.Topic;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.notifier.change.PageChanges;
import org.theorder.lifeboat.notifier.incident.Telling;
import org.theorder.lifeboat.notifier.wording.ForeignText;
import org.theorder.lifeboat.outbox.EventHandler;
import org.theorder.lifeboat.outbox.Received;
import org.theorder.lifeboat.outbox.Transaction;

/** Maintenances of another region, in any order and however often; the own ones come back and change nothing. */
@ApplicationScoped
class MaintenanceChangedHandler implements EventHandler<MaintenanceChanged> {
    private static final int MOST_COMPONENTS = 100;
    private static final int LONGEST_NAME = 80;

    private final MaintenanceStore store;
    private final List<MaintenanceAudience> audiences;
    private final PageChanges changes;
    private final Clock clock;

    MaintenanceChangedHandler(
            MaintenanceStore store, @All List<MaintenanceAudience> audiences, PageChanges changes, Clock clock) {
        this.store = store;
        this.audiences = audiences;
        this.changes = changes;
        this.clock = clock;
    }

    @Override
    public Topic<MaintenanceChanged> topic() {
        return Topics.MAINTENANCE_CHANGED;
    }

    @Override
    public void handle(Transaction tx, Received<MaintenanceChanged> event) {
        MaintenanceChanged news = cleaned(event.data());
        String id = news.id().value();
        Optional<Maintenance> before = store.lock(tx, id);
        boolean newer = store.take(tx, news);
        MaintenanceUpdate said = news.update();
        if (said != null) {
            boolean unheard = store.say(tx, id, update(said));
            // what a clock says that is behind concerns nobody; a person's words do, whatever is known here
            if (unheard && (newer || !said.automatic())) {
                store.lock(tx, id).ifPresent(now -> tell(tx, said.at(), now, now.telling(update(said))));
            }
        } else if (newer && news.withdrawn()) {
            before.ifPresent(known -> tell(tx, news.at(), known.cancelled(news.at()), Maintenance.CANCELLED));
        }
        tx.afterCommit(changes::now);
    }

    private void tell(Transaction tx, Instant at, Maintenance maintenance, Telling telling) {
        // whoever reads old events for the first time is not told of them
        if (!at.isBefore(clock.instant().minus(Telling.LATEST))) {
            audiences.forEach(audience -> audience.tell(tx, maintenance, telling));
        }
    }

    private static Maintenance.Update update(MaintenanceUpdate said) {
        return new Maintenance.Update(
                ForeignText.line(said.id()), said.status(), ForeignText.body(said.body()), said.automatic(), said.at());
    }

    private static MaintenanceChanged cleaned(MaintenanceChanged news) {
        List<String> components = news.components().stream()
                .limit(MOST_COMPONENTS)
                .map(component -> ForeignText.line(component, LONGEST_NAME))
                .toList();
        return new MaintenanceChanged(
                news.id(),
                news.version(),
                ForeignText.line(news.name()),
                news.status(),
                components,
                news.scheduledFor(),
                news.scheduledUntil(),
                news.createdAt(),
                news.beganAt(),
                news.endedAt(),
                news.withdrawn(),
                news.update(),
                news.at());
    }
}
