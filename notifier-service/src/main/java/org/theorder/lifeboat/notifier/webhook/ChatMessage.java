package org.theorder.lifeboat.notifier.webhook;

import java.util.function.UnaryOperator;
import org.theorder.lifeboat.notifier.incident.RecordedIncident;
import org.theorder.lifeboat.notifier.incident.Telling;
import org.theorder.lifeboat.notifier.page.PageIdentity;
import org.theorder.lifeboat.notifier.wording.ForeignText;
import org.theorder.lifeboat.notifier.wording.Times;

/**
 * What people read in Slack or Teams, escaped as each of them reads it; the template escapes for JSON besides.
 *
 * @param headline what happened to which incident
 * @param said the newest words about it
 * @param facts in one line
 * @param url of the incident's page
 */
public record ChatMessage(String headline, String said, String facts, String url) {
    /** Of the text in a section, in characters, https://docs.slack.dev/reference/block-kit/blocks/section-block. */
    private static final int LONGEST_SECTION = 3_000;

    static ChatMessage forSlack(PageIdentity page, RecordedIncident incident, Telling telling) {
        ChatMessage message = of(page, incident, telling, ChatMessage::mrkdwn);
        return new ChatMessage(message.headline, shortened(message.said), message.facts, message.url);
    }

    static ChatMessage forTeams(PageIdentity page, RecordedIncident incident, Telling telling) {
        return of(page, incident, telling, ChatMessage::plain);
    }

    /** Slack's control characters: what is left cannot mention, link, or call everybody. */
    static String mrkdwn(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    /** A TextBlock of Teams reads Markdown: a link must stay the text that it is. */
    static String plain(String text) {
        return text.replaceAll("([\\\\`*_\\[\\]()<>#])", "\\\\$1");
    }

    /** The newest words about an incident. */
    static String said(RecordedIncident incident) {
        return incident.updates().isEmpty()
                ? incident.state().title()
                : incident.updates().getFirst().body();
    }

    private static ChatMessage of(
            PageIdentity page, RecordedIncident incident, Telling telling, UnaryOperator<String> escaped) {
        var state = incident.state();
        String headline = (page.drill() ? "[DRILL] " : "") + telling.kind() + ": " + state.title();
        String facts = state.component() + ", " + state.impact().wireName() + " impact, severity "
                + state.severity().wireName() + ", team " + state.team().wireName() + ", since "
                + Times.full(state.openedAt());
        return new ChatMessage(
                escaped.apply(headline),
                escaped.apply(said(incident)),
                escaped.apply(facts),
                page.incidentUrl(incident.id()));
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
}
