package org.theorder.lifeboat.monitor.work;

import jakarta.enterprise.context.ApplicationScoped;
import org.theorder.lifeboat.events.BackupFailed;
import org.theorder.lifeboat.events.Topic;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.outbox.EventHandler;
import org.theorder.lifeboat.outbox.Received;
import org.theorder.lifeboat.outbox.Transaction;

@ApplicationScoped
class BackupFailedNews implements EventHandler<BackupFailed> {
    private final News news;

    BackupFailedNews(News news) {
        this.news = news;
    }

    @Override
    public Topic<BackupFailed> topic() {
        return Topics.BACKUP_FAILED;
    }

    @Override
    public void handle(Transaction tx, Received<BackupFailed> event) {
        news.notTaken(tx, event.data());
    }
}
