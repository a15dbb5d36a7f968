package org.theorder.lifeboat.notifier.mail;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.theorder.lifeboat.notifier.component.Catalog;
import org.theorder.lifeboat.notifier.component.Component;
import org.theorder.lifeboat.notifier.delivery.Message;
import org.theorder.lifeboat.notifier.incident.RecordedIncident;
import org.theorder.lifeboat.notifier.incident.Telling;
import org.theorder.lifeboat.notifier.page.PageIdentity;
import org.theorder.lifeboat.notifier.wording.ForeignText;
import org.theorder.lifeboat.notifier.wording.Templates;
import org.theorder.lifeboat.notifier.wording.Times;

/** Writes the mail about an incident, in text and in HTML, as everything is at this moment. */
final class MailComposer {
    private static final int MOST_UPDATES = 15;
    private static final int LONGEST_BODY = 1_500;

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
     */
    Message compose(RecordedIncident incident, Telling telling, String subject, List<String> evidence) {
        MailView view = view(incident, telling, evidence);
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

    private MailView view(RecordedIncident incident, Telling telling, List<String> evidence) {
        Instant now = incident.changedAt();
        var state = incident.state();
        String component =
                catalog.component(state.component()).map(Component::name).orElse(state.component());
        return new MailView(
                page.name(),
                page.drill(),
                telling.kind().name(),
                headline(incident, telling, now),
                colour(telling),
                state.title(),
                component,
                state.impact().wireName(),
                state.severity().wireName(),
                state.team().wireName(),
                Times.full(state.openedAt()),
                state.acknowledgedBy(),
                incident.isOpen() ? state.suggestedPlan() : null,
                state.facts(),
                evidence,
                incident.updates().stream()
                        .limit(MOST_UPDATES)
                        .map(update -> new MailView.Update(
                                Times.toTheSecond(update.at(), state.openedAt()),
                                update.status().wireName(),
                                shortened(update.body()),
                                update.automatic()))
                        .toList(),
                page.incidentUrl(incident.id()),
                page.url() + "/");
    }

    private static String headline(RecordedIncident incident, Telling telling, Instant now) {
        String at = Times.full(now);
        return switch (telling.kind()) {
            case OPENED -> "OPENED " + Times.full(incident.state().openedAt());
            case UPDATED -> incident.state().status().wireName().toUpperCase(Locale.ROOT) + " " + at;
            case ESCALATED ->
                "NOBODY HAS TAKEN THIS since " + Times.full(incident.state().openedAt());
            case RESOLVED -> "RESOLVED " + at + ", after " + Times.length(incident.lengthUntil(now));
        };
    }

    /** Dark enough on white, and never the only sign: the word stands beside it. */
    private static String colour(Telling telling) {
        return switch (telling.kind()) {
            case OPENED, ESCALATED -> "#A40E26";
            case UPDATED -> "#7D4E00";
            case RESOLVED -> "#116329";
        };
    }

    private static String shortened(String body) {
        return body.length() <= LONGEST_BODY ? body : ForeignText.beginning(body, LONGEST_BODY) + "…";
    }
}
