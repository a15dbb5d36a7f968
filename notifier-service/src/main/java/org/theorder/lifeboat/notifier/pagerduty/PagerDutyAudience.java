package org.theorder.lifeboat.notifier.pagerduty;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.notifier.delivery.Deliveries;
import org.theorder.lifeboat.notifier.delivery.DeliveryStore;
import org.theorder.lifeboat.notifier.delivery.Message;
import org.theorder.lifeboat.notifier.incident.Audience;
import org.theorder.lifeboat.notifier.incident.RecordedIncident;
import org.theorder.lifeboat.notifier.incident.Telling;
import org.theorder.lifeboat.notifier.page.PageIdentity;
import org.theorder.lifeboat.notifier.wording.ForeignText;
import org.theorder.lifeboat.outbox.Transaction;

/** The on-call engineer: woken by what is critical, and told the end of everything that woke them. */
@ApplicationScoped
class PagerDutyAudience implements Audience {
    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final int LONGEST_SUMMARY = 1_024;

    private final boolean configured;
    private final boolean escalates;
    private final Severity wakes;
    private final PageIdentity page;
    private final Deliveries deliveries;

    PagerDutyAudience(PagerDutySettings settings, PageIdentity page, Deliveries deliveries) {
        this.configured = settings.routingKeyFile().isPresent();
        this.escalates = settings.escalationKeyFile().isPresent();
        this.wakes = settings.severity();
        this.page = page;
        this.deliveries = deliveries;
    }

    @Override
    public void tell(Transaction tx, RecordedIncident incident, Telling telling, String subject) {
        if (!configured) {
            return;
        }
        List<String> woken = DeliveryStore.recipients(tx, incident.id(), PagerDutyChannel.NAME);
        TreeSet<String> recipients = new TreeSet<>(woken);
        // the most severe comes first; that somebody has taken it wakes nobody
        if (incident.isOpen()
                && telling.kind() != Telling.Kind.ACKNOWLEDGED
                && incident.state().severity().compareTo(wakes) <= 0) {
            recipients.add(PagerDutyChannel.ON_CALL);
        }
        if (escalates && telling.kind() == Telling.Kind.ESCALATED) {
            recipients.add(PagerDutyChannel.ESCALATION);
        }
        for (String recipient : recipients) {
            Message message = message(incident, telling, woken.contains(recipient));
            deliveries.owe(tx, PagerDutyChannel.NAME, List.of(recipient), message);
        }
    }

    private Message message(RecordedIncident incident, Telling telling, boolean woken) {
        return new Message(
                incident.id(),
                telling.kind(),
                telling.cause(),
                incident.state().title(),
                json(event(incident, woken)),
                "",
                incident.id() + "." + telling.cause(),
                page.drill());
    }

    /** @param woken false for whoever hears of it first: that it was taken while it was less severe wakes nobody */
    private PagerDutyEvent event(RecordedIncident incident, boolean woken) {
        Incident state = incident.state();
        String key = "lifeboat/" + incident.id();
        if (!incident.isOpen()) {
            return new PagerDutyEvent("resolve", key, null, null, null);
        }
        Map<String, String> details = new LinkedHashMap<>();
        state.facts().forEach(fact -> details.put(fact.name(), fact.value()));
        if (!incident.updates().isEmpty()) {
            details.put("said", incident.updates().getFirst().body());
        }
        if (state.suggestedPlan() != null) {
            details.put("suggested plan", state.suggestedPlan());
        }
        return new PagerDutyEvent(
                woken && state.acknowledgedBy() != null ? "acknowledge" : "trigger",
                key,
                new PagerDutyEvent.Payload(
                        ForeignText.line((page.drill() ? "[DRILL] " : "") + state.title(), LONGEST_SUMMARY),
                        state.subject(),
                        state.severity().wireName(),
                        state.openedAt().toString(),
                        state.component(),
                        state.team().wireName(),
                        state.rule(),
                        details),
                List.of(new PagerDutyEvent.Link(page.incidentUrl(incident.id()), "Incident on the status page")),
                page.name());
    }

    static String json(PagerDutyEvent event) {
        try {
            return JSON.writeValueAsString(event);
        } catch (JsonProcessingException e) {
            throw new LifeboatException(ErrorCode.INTERNAL, "an event for PagerDuty cannot be written as JSON", e);
        }
    }
}
