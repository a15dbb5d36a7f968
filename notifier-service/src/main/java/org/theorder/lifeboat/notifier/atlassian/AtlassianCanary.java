package org.theorder.lifeboat.notifier.atlassian;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.theorder.lifeboat.notifier.delivery.Canary;
import org.theorder.lifeboat.notifier.delivery.Deliveries;
import org.theorder.lifeboat.notifier.delivery.Message;
import org.theorder.lifeboat.notifier.incident.Telling;
import org.theorder.lifeboat.notifier.page.PageIdentity;
import org.theorder.lifeboat.outbox.Transaction;

/** Asks once a day for the incidents there: proves address, page and key, and the public sees nothing of it. */
@ApplicationScoped
class AtlassianCanary implements Canary {
    private final List<String> recipients;
    private final PageIdentity page;
    private final Deliveries deliveries;

    AtlassianCanary(AtlassianSettings settings, PageIdentity page, Deliveries deliveries) {
        this.recipients = settings.page().map(List::of).orElse(List.of());
        this.page = page;
        this.deliveries = deliveries;
    }

    @Override
    public void send(Transaction tx, String id) {
        Message message = new Message(
                id, Telling.Kind.OPENED, CAUSE, "Question of the day", "", "", id + "." + CAUSE, page.drill());
        deliveries.owe(tx, AtlassianChannel.NAME, recipients, message);
    }
}
