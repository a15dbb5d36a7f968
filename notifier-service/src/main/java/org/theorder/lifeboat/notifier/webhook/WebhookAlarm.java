package org.theorder.lifeboat.notifier.webhook;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import org.theorder.lifeboat.notifier.delivery.Alarm;
import org.theorder.lifeboat.notifier.delivery.Delivery;
import org.theorder.lifeboat.notifier.page.PageIdentity;
import org.theorder.lifeboat.outbox.Transaction;

/** Tells other systems, and those who read in Slack or Teams, about messages that another way could not deliver. */
@ApplicationScoped
class WebhookAlarm implements Alarm {
    private final WebhookNotes notes;
    private final PageIdentity page;
    private final Clock clock;

    WebhookAlarm(WebhookNotes notes, PageIdentity page, Clock clock) {
        this.notes = notes;
        this.page = page;
        this.clock = clock;
    }

    @Override
    public void raise(Transaction tx, Delivery dead, String reason) {
        if (!dead.channel().equals(WebhookChannel.NAME)) {
            notes.owe(tx, Alarm.about(page, dead), CAUSE, "message.dead", Alarm.words(dead, reason), clock.instant());
        }
    }
}
