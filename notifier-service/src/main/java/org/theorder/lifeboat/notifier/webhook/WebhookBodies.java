package org.theorder.lifeboat.notifier.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.EventJson;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.notifier.incident.RecordedIncident;
import org.theorder.lifeboat.notifier.incident.Telling;
import org.theorder.lifeboat.notifier.page.PageIdentity;
import org.theorder.lifeboat.notifier.wording.Templates;

/**
 * What each kind of recipient is sent: frozen with the delivery, so that a retry says the same. What people read comes from
 * templates; what programs read does not, because its form is a promise.
 */
final class WebhookBodies {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final PageIdentity page;
    private final Templates templates;

    WebhookBodies(PageIdentity page, Templates templates) {
        this.page = page;
        this.templates = templates;
    }

    String body(WebhookSettings.Format format, RecordedIncident incident, Telling telling) {
        return switch (format) {
            case STANDARD -> standard(incident, telling);
            case SLACK -> chat("webhook/slack.json", ChatMessage.forSlack(page, incident, telling));
            case TEAMS -> chat("webhook/teams.json", ChatMessage.forTeams(page, incident, telling));
        };
    }

    /** A message that is about no incident. */
    String note(WebhookSettings.Format format, String type, String words, Instant now) {
        return switch (format) {
            case STANDARD ->
                json(Map.of(
                        "type",
                        type,
                        "timestamp",
                        now.toString(),
                        "data",
                        Map.of("message", words, "drill", page.drill())));
            case SLACK -> templates.render("webhook/slack-note.json", Map.of("words", ChatMessage.mrkdwn(words)));
            case TEAMS -> templates.render("webhook/teams-note.json", Map.of("words", ChatMessage.plain(words)));
        };
    }

    private String chat(String template, ChatMessage message) {
        return templates.render(template, Map.of("message", message));
    }

    /** https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md, payload structure */
    private String standard(RecordedIncident incident, Telling telling) {
        return json(Map.of(
                "type",
                "incident." + telling.kind().name().toLowerCase(Locale.ROOT),
                "timestamp",
                incident.changedAt().toString(),
                "data",
                Map.of(
                        "incident", tree(incident),
                        "message", ChatMessage.said(incident),
                        "url", page.incidentUrl(incident.id()),
                        "drill", page.drill())));
    }

    private static JsonNode tree(RecordedIncident incident) {
        try {
            return JSON.readTree(EventJson.write(incident.state()));
        } catch (IOException e) {
            throw new LifeboatException(ErrorCode.INTERNAL, "an incident cannot be written as JSON", e);
        }
    }

    private static String json(Map<String, Object> body) {
        try {
            return JSON.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new LifeboatException(ErrorCode.INTERNAL, "the body of a webhook cannot be written as JSON", e);
        }
    }
}
