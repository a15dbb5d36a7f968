package org.theorder.lifeboat.notifier.maintenance;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.theorder.lifeboat.events.MaintenanceChanged;
import org.theorder.lifeboat.events.MaintenanceUpdate;
import org.theorder.lifeboat.events.Topic;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.notifier.change.PageChanges;
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
    private final PageChanges changes;

    MaintenanceChangedHandler(MaintenanceStore store, PageChanges changes) {
        this.store = store;
        this.changes = changes;
    }

    @Override
    public Topic<MaintenanceChanged> topic() {
        return Topics.MAINTENANCE_CHANGED;
    }

    @Override
    public void handle(Transaction tx, Received<MaintenanceChanged> event) {
        MaintenanceChanged news = cleaned(event.data());
        store.take(tx, news);
        MaintenanceUpdate said = news.update();
        if (said != null) {
            store.say(
                    tx,
                    news.id().value(),
                    new Maintenance.Update(
                            ForeignText.line(said.id()),
                            said.status(),
                            ForeignText.body(said.body()),
                            said.automatic(),
                            said.at()));
        }
        tx.afterCommit(changes::now);
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
