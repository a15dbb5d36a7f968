package org.theorder.lifeboat.notifier.webhook;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import org.theorder.lifeboat.notifier.delivery.Deliveries;
import org.theorder.lifeboat.notifier.delivery.DisabledRecipients;
import org.theorder.lifeboat.notifier.delivery.Message;
import org.theorder.lifeboat.notifier.incident.Telling;
import org.theorder.lifeboat.notifier.page.PageIdentity;
import org.theorder.lifeboat.notifier.wording.ForeignText;
import org.theorder.lifeboat.notifier.wording.Templates;
import org.theorder.lifeboat.outbox.Transaction;

/** Messages to every recipient that are about no incident. */
@ApplicationScoped
class WebhookNotes {
    private final Webhooks webhooks;
    private final WebhookBodies bodies;
    private final PageIdentity page;
    private final Deliveries deliveries;

    WebhookNotes(Webhooks webhooks, PageIdentity page, Templates templates, Deliveries deliveries) {
        this.webhooks = webhooks;
        this.bodies = new WebhookBodies(page, templates);
        this.page = page;
        this.deliveries = deliveries;
    }

    /**
     * Owes it to everybody who is not gone.
     *
     * @param about in the place of an incident
     * @param type as systems know it
     */
    void owe(Transaction tx, String about, String cause, String type, String words, Instant now) {
        for (Webhook webhook : webhooks.all()) {
            if (!DisabledRecipients.contain(tx, WebhookChannel.NAME, webhook.name())) {
                Message message = new Message(
                        about,
                        Telling.Kind.OPENED,
                        cause,
                        ForeignText.line(words),
                        bodies.note(webhook.format(), type, words, now),
                        "",
                        about + "." + cause,
                        page.drill());
                deliveries.owe(tx, WebhookChannel.NAME, List.of(webhook.name()), message);
            }
        }
    }
}
