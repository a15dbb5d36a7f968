package org.theorder.lifeboat.notifier.subscriber;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.notifier.incident.RecordedIncident;
import org.theorder.lifeboat.notifier.incident.Telling;
import org.theorder.lifeboat.notifier.mail.MailWords;
import org.theorder.lifeboat.notifier.page.PageIdentity;
import org.theorder.lifeboat.notifier.wording.ForeignText;
import org.theorder.lifeboat.notifier.wording.ReaderZone;
import org.theorder.lifeboat.notifier.wording.Templates;

/** Writes what subscribers are told about an incident, as everything is at this moment. */
final class BulletinComposer {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Templates templates;
    private final Names names;
    private final PageIdentity page;

    BulletinComposer(Templates templates, Names names, PageIdentity page) {
        this.templates = templates;
        this.names = names;
        this.page = page;
    }

    /** @param subject what all messages about this incident are called */
    String subject(Telling telling, String subject) {
        String reply = telling.kind() == Telling.Kind.OPENED ? "" : "Re: ";
        return ForeignText.line(reply + (page.drill() ? "[DRILL] " : "") + "[" + page.name() + "] " + subject);
    }

    /** The mail for readers of this zone. */
    Words mail(RecordedIncident incident, Telling telling, ReaderZone zone) {
        Map<String, Object> data = Map.of("mail", view(incident, telling, zone));
        return new Words(templates.render("mail/bulletin.txt", data), templates.render("mail/bulletin.html", data));
    }

    /** https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md, payload structure */
    Words webhook(RecordedIncident incident, Telling telling) {
        var state = incident.state();
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("id", incident.id());
        told.put("name", state.title());
        told.put("status", incident.toldStatus().wireName());
        told.put("impact", state.impact().wireName());
        told.put("component", ForeignText.line(state.component()));
        told.put("started_at", state.openedAt().toString());
        if (!incident.isOpen()) {
            told.put("resolved_at", String.valueOf(incident.endedAt()));
        }
        told.put(
                "message",
                incident.updates().isEmpty()
                        ? state.title()
                        : incident.updates().getFirst().body());
        told.put("url", page.incidentUrl(incident.id()));
        told.put("drill", page.drill());
        return webhook("incident." + telling.kind().name().toLowerCase(Locale.ROOT), incident.changedAt(), told);
    }

    /** @param data what is told */
    static Words webhook(String type, Instant at, Map<String, Object> data) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", type);
        body.put("timestamp", at.toString());
        body.put("data", data);
        body.put("unsubscribe_url", Placeholder.UNSUBSCRIBE.text());
        try {
            return new Words(JSON.writeValueAsString(body), "");
        } catch (JsonProcessingException e) {
            throw new LifeboatException(ErrorCode.INTERNAL, "a bulletin cannot be written as JSON", e);
        }
    }

    private BulletinView view(RecordedIncident incident, Telling telling, ReaderZone zone) {
        var state = incident.state();
        return new BulletinView(
                page.name(),
                page.drill(),
                MailWords.headline(incident, telling, zone),
                MailWords.colour(telling),
                state.title(),
                ForeignText.line(names.one(state.component())),
                state.impact().wireName(),
                zone.full(state.openedAt()),
                MailWords.updates(incident, zone),
                page.incidentUrl(incident.id()),
                page.url() + "/",
                Placeholder.UNSUBSCRIBE.text());
    }
}
