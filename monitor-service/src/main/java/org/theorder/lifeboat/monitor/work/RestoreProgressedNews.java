package org.theorder.lifeboat.monitor.work;

import jakarta.enterprise.context.ApplicationScoped;
import org.theorder.lifeboat.events.RestoreProgressed;
import org.theorder.lifeboat.events.Topic;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.outbox.EventHandler;
import org.theorder.lifeboat.outbox.Received;
import org.theorder.lifeboat.outbox.Transaction;

@ApplicationScoped
class RestoreProgressedNews implements EventHandler<RestoreProgressed> {
    private final News news;

    RestoreProgressedNews(News news) {
        this.news = news;
    }

    @Override
    public Topic<RestoreProgressed> topic() {
        return Topics.RESTORE_PROGRESSED;
    }

    @Override
    public void handle(Transaction tx, Received<RestoreProgressed> event) {
        news.progressed(tx, event.data());
    }
}
