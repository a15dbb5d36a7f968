package org.theorder.lifeboat.notifier.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.EventJson;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.notifier.incident.RecordedIncident;
import org.theorder.lifeboat.notifier.incident.Telling;
import org.theorder.lifeboat.notifier.page.PageIdentity;
import org.theorder.lifeboat.notifier.wording.ForeignText;
import org.theorder.lifeboat.notifier.wording.Times;

/** What each kind of recipient is sent: frozen with the delivery, so that a retry says the same. */
final class WebhookBodies {
    /** Of the text in a section, in characters, https://docs.slack.dev/reference/block-kit/blocks/section-block. */
    private static final int LONGEST_SECTION = 3_000;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final PageIdentity page;

    WebhookBodies(PageIdentity page) {
        this.page = page;
    }

    String body(WebhookSettings.Format format, RecordedIncident incident, Telling telling) {
        return switch (format) {
            case STANDARD -> standard(incident, telling);
            case SLACK -> slack(incident, telling);
            case TEAMS -> teams(incident, telling);
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
            case SLACK -> json(Map.of("text", mrkdwn(words)));
            case TEAMS -> card(List.of(Map.of("type", "TextBlock", "wrap", true, "text", plain(words))), List.of());
        };
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
                        "incident", JSON.convertValue(tree(incident), Map.class),
                        "message", said(incident),
                        "url", page.incidentUrl(incident.id()),
                        "drill", page.drill())));
    }

    private String slack(RecordedIncident incident, Telling telling) {
        String title = mrkdwn(headline(incident, telling));
        return json(Map.of(
                "text",
                title,
                "blocks",
                List.of(
                        section("*<" + page.incidentUrl(incident.id()) + "|" + title + ">*"),
                        section(shortened(mrkdwn(said(incident)))),
                        Map.of("type", "context", "elements", List.of(text("mrkdwn", mrkdwn(facts(incident))))))));
    }

    private static Map<String, Object> section(String mrkdwn) {
        return Map.of("type", "section", "text", text("mrkdwn", mrkdwn));
    }

    private static Map<String, Object> text(String type, String text) {
        return Map.of("type", type, "text", text);
    }

    /** What is longer than Slack takes ends with an ellipsis, and never with half of an escape sequence. */
    private static String shortened(String mrkdwn) {
        if (mrkdwn.length() <= LONGEST_SECTION) {
            return mrkdwn;
        }
        String head = ForeignText.beginning(mrkdwn, LONGEST_SECTION - 1);
        int escape = head.lastIndexOf('&');
        return (escape < 0 || head.indexOf(';', escape) >= 0 ? head : head.substring(0, escape)) + "…";
    }

    /** Slack's control characters: what is left cannot mention, link, or call everybody. */
    private static String mrkdwn(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    /** A message with an Adaptive Card, as the Workflows app of Teams takes it. */
    private String teams(RecordedIncident incident, Telling telling) {
        return card(
                List.of(
                        Map.of(
                                "type",
                                "TextBlock",
                                "size",
                                "Large",
                                "weight",
                                "Bolder",
                                "wrap",
                                true,
                                "text",
                                plain(headline(incident, telling))),
                        Map.of("type", "TextBlock", "wrap", true, "text", plain(said(incident))),
                        Map.of("type", "TextBlock", "isSubtle", true, "wrap", true, "text", plain(facts(incident)))),
                List.of(Map.of(
                        "type",
                        "Action.OpenUrl",
                        "title",
                        "Open the incident",
                        "url",
                        page.incidentUrl(incident.id()))));
    }

    private static String card(List<Map<String, Object>> body, List<Map<String, Object>> actions) {
        Map<String, Object> card = Map.of(
                "$schema",
                "http://adaptivecards.io/schemas/adaptive-card.json",
                "type",
                "AdaptiveCard",
                "version",
                "1.4",
                "body",
                body,
                "actions",
                actions);
        return json(Map.of(
                "type",
                "message",
                "attachments",
                List.of(Map.of("contentType", "application/vnd.microsoft.card.adaptive", "content", card))));
    }

    /** A TextBlock reads Markdown: a link must stay the text that it is. */
    private static String plain(String text) {
        return text.replaceAll("([\\\\`*_\\[\\]()<>#])", "\\\\$1");
    }

    private String headline(RecordedIncident incident, Telling telling) {
        return (page.drill() ? "[DRILL] " : "") + telling.kind() + ": "
                + incident.state().title();
    }

    private static String said(RecordedIncident incident) {
        return incident.updates().isEmpty()
                ? incident.state().title()
                : incident.updates().getFirst().body();
    }

    private static String facts(RecordedIncident incident) {
        var state = incident.state();
        return state.component() + ", " + state.impact().wireName() + " impact, severity "
                + state.severity().wireName() + ", team " + state.team().wireName() + ", since "
                + Times.full(state.openedAt());
    }

    private static com.fasterxml.jackson.databind.JsonNode tree(RecordedIncident incident) {
        try {
            return JSON.readTree(EventJson.write(incident.state()));
        } catch (java.io.IOException e) {
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
