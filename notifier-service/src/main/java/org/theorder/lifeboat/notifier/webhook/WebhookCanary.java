package org.theorder.lifeboat.notifier.webhook;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import org.theorder.lifeboat.notifier.delivery.Canary;
import org.theorder.lifeboat.notifier.page.PageIdentity;
import org.theorder.lifeboat.outbox.Transaction;

/** A test message a day to every recipient; systems know it by its type, {@code canary}. */
@ApplicationScoped
class WebhookCanary implements Canary {
    private final WebhookNotes notes;
    private final PageIdentity page;
    private final Clock clock;

    WebhookCanary(WebhookNotes notes, PageIdentity page, Clock clock) {
        this.notes = notes;
        this.page = page;
        this.clock = clock;
    }

    @Override
    public void send(Transaction tx, String id) {
        String words = "Test message of the day from " + page.name() + ": messages about incidents would arrive here.";
        notes.owe(tx, id, CAUSE, CAUSE, words, clock.instant());
    }
}
