package org.theorder.lifeboat.notifier.pagerduty;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.theorder.lifeboat.notifier.delivery.Alarm;
import org.theorder.lifeboat.notifier.delivery.Deliveries;
import org.theorder.lifeboat.notifier.delivery.Delivery;
import org.theorder.lifeboat.notifier.delivery.Message;
import org.theorder.lifeboat.notifier.incident.Telling;
import org.theorder.lifeboat.notifier.page.PageIdentity;
import org.theorder.lifeboat.notifier.wording.ForeignText;
import org.theorder.lifeboat.outbox.Transaction;

/** Wakes the on-call engineer about messages that another way could not deliver. */
@ApplicationScoped
class PagerDutyAlarm implements Alarm {
    private static final int LONGEST_SUMMARY = 1_000;

    private final boolean configured;
    private final PageIdentity page;
    private final Deliveries deliveries;
    private final Clock clock;

    PagerDutyAlarm(PagerDutySettings settings, PageIdentity page, Deliveries deliveries, Clock clock) {
        this.configured = settings.routingKeyFile().isPresent();
        this.page = page;
        this.deliveries = deliveries;
        this.clock = clock;
    }

    @Override
    public void raise(Transaction tx, Delivery dead, String reason) {
        if (!configured || dead.channel().equals(PagerDutyChannel.NAME)) {
            return;
        }
        String about = Alarm.about(page, dead);
        PagerDutyEvent event = new PagerDutyEvent(
                "trigger",
                "lifeboat/" + about,
                new PagerDutyEvent.Payload(
                        ForeignText.line(Alarm.words(dead, reason), LONGEST_SUMMARY),
                        "notifier-service",
                        "error",
                        clock.instant().toString(),
                        "notifier-service",
                        "infrastructure",
                        "dead-letter",
                        Map.of("recipient", dead.recipient(), "channel", dead.channel())),
                List.of(),
                page.name());
        deliveries.owe(
                tx,
                PagerDutyChannel.NAME,
                List.of(PagerDutyChannel.ON_CALL),
                new Message(
                        about,
                        Telling.Kind.OPENED,
                        CAUSE,
                        ForeignText.line(
                                "A message reached nobody: " + dead.message().subject()),
                        PagerDutyAudience.json(event),
                        "",
                        about + "." + CAUSE,
                        page.drill()));
    }
}
