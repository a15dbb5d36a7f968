package org.theorder.lifeboat.notifier.mail;

import java.util.List;
import java.util.Map;
import org.theorder.lifeboat.notifier.component.Catalog;
import org.theorder.lifeboat.notifier.component.Component;
import org.theorder.lifeboat.notifier.delivery.Message;
import org.theorder.lifeboat.notifier.incident.RecordedIncident;
import org.theorder.lifeboat.notifier.incident.Telling;
import org.theorder.lifeboat.notifier.page.PageIdentity;
import org.theorder.lifeboat.notifier.wording.ForeignText;
import org.theorder.lifeboat.notifier.wording.ReaderZone;
import org.theorder.lifeboat.notifier.wording.Templates;

/** Writes the mail about an incident, in text and in HTML, as everything is at this moment. */
final class MailComposer {
    private final Templates templates;
    private final Catalog catalog;
    private final PageIdentity page;
    private final String domain;

    MailComposer(Templates templates, Catalog catalog, PageIdentity page, String domain) {
        this.templates = templates;
        this.catalog = catalog;
        this.page = page;
        this.domain = domain;
    }

    /**
     * @param subject what all mails about this incident are called, so that they stay together in every mailbox
     * @param evidence what is known about the data of the component, one line each
     * @param zone of those who read it
     */
    Message compose(
            RecordedIncident incident, Telling telling, String subject, List<String> evidence, ReaderZone zone) {
        MailView view = view(incident, telling, evidence, zone);
        Map<String, Object> data = Map.of("mail", view);
        return new Message(
                incident.id(),
                telling.kind(),
                telling.cause(),
                subject(telling, subject),
                templates.render("mail/incident.txt", data),
                templates.render("mail/incident.html", data),
                "<" + incident.id() + "." + telling.cause() + "@" + domain + ">",
                page.drill());
    }

    private String subject(Telling telling, String subject) {
        String reply = telling.kind() == Telling.Kind.OPENED ? "" : "Re: ";
        String drill = page.drill() ? "[DRILL] " : "";
        return ForeignText.line(reply + drill + "[" + page.name() + "] " + subject);
    }

    private MailView view(RecordedIncident incident, Telling telling, List<String> evidence, ReaderZone zone) {
        var state = incident.state();
        String component =
                catalog.component(state.component()).map(Component::name).orElse(state.component());
        return new MailView(
                page.name(),
                page.drill(),
                telling.kind().name(),
                MailWords.headline(incident, telling, zone),
                MailWords.colour(telling),
                state.title(),
                component,
                state.impact().wireName(),
                state.severity().wireName(),
                state.team().wireName(),
                zone.full(state.openedAt()),
                state.acknowledgedBy(),
                incident.isOpen() ? state.suggestedPlan() : null,
                state.facts(),
                evidence,
                MailWords.updates(incident, zone),
                page.incidentUrl(incident.id()),
                page.url() + "/");
    }
}
