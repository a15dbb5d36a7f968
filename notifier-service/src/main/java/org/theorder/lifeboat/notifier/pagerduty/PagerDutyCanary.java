package org.theorder.lifeboat.notifier.pagerduty;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.theorder.lifeboat.notifier.delivery.Canary;
import org.theorder.lifeboat.notifier.delivery.Deliveries;
import org.theorder.lifeboat.notifier.delivery.Message;
import org.theorder.lifeboat.notifier.incident.Telling;
import org.theorder.lifeboat.notifier.page.PageIdentity;
import org.theorder.lifeboat.outbox.Transaction;

/**
 * The end of an alert that never began: PagerDuty checks the key and accepts it like every other event, and wakes nobody.
 */
@ApplicationScoped
class PagerDutyCanary implements Canary {
    private final List<String> recipients;
    private final PageIdentity page;
    private final Deliveries deliveries;

    PagerDutyCanary(PagerDutySettings settings, PageIdentity page, Deliveries deliveries) {
        if (settings.routingKeyFile().isEmpty()) {
            this.recipients = List.of();
        } else if (settings.escalationKeyFile().isEmpty()) {
            this.recipients = List.of(PagerDutyChannel.ON_CALL);
        } else {
            this.recipients = List.of(PagerDutyChannel.ON_CALL, PagerDutyChannel.ESCALATION);
        }
        this.page = page;
        this.deliveries = deliveries;
    }

    @Override
    public void send(Transaction tx, String id) {
        PagerDutyEvent event = new PagerDutyEvent("resolve", "lifeboat/" + id, null, null, null);
        Message message = new Message(
                id,
                Telling.Kind.OPENED,
                CAUSE,
                "Test event of the day",
                PagerDutyAudience.json(event),
                "",
                id + "." + CAUSE,
                page.drill());
        deliveries.owe(tx, PagerDutyChannel.NAME, recipients, message);
    }
}
