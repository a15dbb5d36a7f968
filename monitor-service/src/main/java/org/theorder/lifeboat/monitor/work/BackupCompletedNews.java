package org.theorder.lifeboat.monitor.work;

import jakarta.enterprise.context.ApplicationScoped;
import org.theorder.lifeboat.events.BackupCompleted;
import org.theorder.lifeboat.events.Topic;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.outbox.EventHandler;
import org.theorder.lifeboat.outbox.Received;
import org.theorder.lifeboat.outbox.Transaction;

@ApplicationScoped
class BackupCompletedNews implements EventHandler<BackupCompleted> {
    private final News news;

    BackupCompletedNews(News news) {
        this.news = news;
    }

    @Override
    public Topic<BackupCompleted> topic() {
        return Topics.BACKUP_COMPLETED;
    }

    @Override
    public void handle(Transaction tx, Received<BackupCompleted> event) {
        news.taken(tx, event.data());
    }
}
