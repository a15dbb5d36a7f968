package org.theorder.lifeboat.notifier.webhook;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.theorder.lifeboat.notifier.delivery.Deliveries;
import org.theorder.lifeboat.notifier.delivery.DeliveryStore;
import org.theorder.lifeboat.notifier.delivery.DisabledRecipients;
import org.theorder.lifeboat.notifier.delivery.Message;
import org.theorder.lifeboat.notifier.incident.Audience;
import org.theorder.lifeboat.notifier.incident.RecordedIncident;
import org.theorder.lifeboat.notifier.incident.Telling;
import org.theorder.lifeboat.notifier.page.PageIdentity;
import org.theorder.lifeboat.notifier.wording.Templates;
import org.theorder.lifeboat.outbox.Transaction;

/** Other systems: those that an incident concerns, and whoever was told of it before. */
@ApplicationScoped
class WebhookAudience implements Audience {
    private final Webhooks webhooks;
    private final WebhookBodies bodies;
    private final PageIdentity page;
    private final Deliveries deliveries;

    WebhookAudience(Webhooks webhooks, PageIdentity page, Templates templates, Deliveries deliveries) {
        this.webhooks = webhooks;
        this.bodies = new WebhookBodies(page, templates);
        this.page = page;
        this.deliveries = deliveries;
    }

    @Override
    public void tell(Transaction tx, RecordedIncident incident, Telling telling, String subject) {
        List<String> told = DeliveryStore.recipients(tx, incident.id(), WebhookChannel.NAME);
        for (Webhook webhook : webhooks.all()) {
            boolean owed = told.contains(webhook.name()) || webhook.concerns(incident.state());
            if (owed && !DisabledRecipients.contain(tx, WebhookChannel.NAME, webhook.name())) {
                deliveries.owe(tx, WebhookChannel.NAME, List.of(webhook.name()), message(webhook, incident, telling));
            }
        }
    }

    private Message message(Webhook webhook, RecordedIncident incident, Telling telling) {
        return new Message(
                incident.id(),
                telling.kind(),
                telling.cause(),
                incident.state().title(),
                bodies.body(webhook.format(), incident, telling),
                "",
                incident.id() + "." + telling.cause(),
                page.drill());
    }
}
