package org.theorder.lifeboat.notifier.atlassian;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.Impact;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.notifier.delivery.Deliveries;
import org.theorder.lifeboat.notifier.delivery.DeliveryStore;
import org.theorder.lifeboat.notifier.delivery.Message;
import org.theorder.lifeboat.notifier.incident.Audience;
import org.theorder.lifeboat.notifier.incident.RecordedIncident;
import org.theorder.lifeboat.notifier.incident.Telling;
import org.theorder.lifeboat.notifier.page.PageIdentity;
import org.theorder.lifeboat.outbox.Transaction;

/** The public, on a page at Atlassian: title and words of what they can feel; never facts or names. */
@ApplicationScoped
class AtlassianAudience implements Audience {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final List<String> recipients;
    private final Map<String, String> components;
    private final PageIdentity page;
    private final Deliveries deliveries;

    AtlassianAudience(AtlassianSettings settings, PageIdentity page, Deliveries deliveries) {
        this.recipients = settings.page().map(List::of).orElse(List.of());
        this.components = Map.copyOf(settings.components());
        this.page = page;
        this.deliveries = deliveries;
    }

    @Override
    public void tell(Transaction tx, RecordedIncident incident, Telling telling, String subject) {
        if (recipients.isEmpty() || !telling.isForThePublic()) {
            return;
        }
        boolean told = !DeliveryStore.recipients(tx, incident.id(), AtlassianChannel.NAME)
                .isEmpty();
        if (told || (incident.isOpen() && incident.state().impact() != Impact.NONE)) {
            deliveries.owe(tx, AtlassianChannel.NAME, recipients, message(incident, telling));
        }
    }

    private Message message(RecordedIncident incident, Telling telling) {
        return new Message(
                incident.id(),
                telling.kind(),
                telling.cause(),
                incident.state().title(),
                json(new PushedIncident.Request(pushed(incident))),
                "",
                incident.id() + "." + telling.cause(),
                page.drill());
    }

    private PushedIncident pushed(RecordedIncident incident) {
        Incident state = incident.state();
        String theirs = components.get(state.component());
        return new PushedIncident(
                (page.drill() ? "[DRILL] " : "") + state.title(),
                state.status().wireName(),
                incident.updates().isEmpty()
                        ? state.title()
                        : incident.updates().getFirst().body(),
                state.impact().wireName(),
                theirs == null ? List.of() : List.of(theirs),
                Map.of("lifeboat", Map.of("incident_id", incident.id())));
    }

    private static String json(PushedIncident.Request request) {
        try {
            return JSON.writeValueAsString(request);
        } catch (JsonProcessingException e) {
            throw new LifeboatException(ErrorCode.INTERNAL, "an incident cannot be written as JSON", e);
        }
    }
}
