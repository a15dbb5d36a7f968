package org.theorder.lifeboat.monitor.work;

import jakarta.enterprise.context.ApplicationScoped;
import org.theorder.lifeboat.events.RestoreFailed;
import org.theorder.lifeboat.events.Topic;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.outbox.EventHandler;
import org.theorder.lifeboat.outbox.Received;
import org.theorder.lifeboat.outbox.Transaction;

@ApplicationScoped
class RestoreFailedNews implements EventHandler<RestoreFailed> {
    private final News news;

    RestoreFailedNews(News news) {
        this.news = news;
    }

    @Override
    public Topic<RestoreFailed> topic() {
        return Topics.RESTORE_FAILED;
    }

    @Override
    public void handle(Transaction tx, Received<RestoreFailed> event) {
        news.failed(tx, event.data());
    }
}
