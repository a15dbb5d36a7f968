package org.theorder.lifeboat.monitor.work;

import jakarta.enterprise.context.ApplicationScoped;
import org.theorder.lifeboat.events.DrillCompleted;
import org.theorder.lifeboat.events.Topic;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.outbox.EventHandler;
import org.theorder.lifeboat.outbox.Received;
import org.theorder.lifeboat.outbox.Transaction;

@ApplicationScoped
class DrillCompletedNews implements EventHandler<DrillCompleted> {
    private final News news;

    DrillCompletedNews(News news) {
        this.news = news;
    }

    @Override
    public Topic<DrillCompleted> topic() {
        return Topics.DRILL_COMPLETED;
    }

    @Override
    public void handle(Transaction tx, Received<DrillCompleted> event) {
        news.drilled(tx, event.data());
    }
}
