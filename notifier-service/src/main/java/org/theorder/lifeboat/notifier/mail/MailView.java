package org.theorder.lifeboat.notifier.mail;

import io.quarkus.qute.RawString;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.Fact;
import org.theorder.lifeboat.notifier.wording.Markdown;

/**
 * A mail, ready for its templates. It goes to the team, so unlike the page it has the facts and names.
 *
 * @param headline what happened and when, the first thing a reader sees
 * @param colour of the headline
 * @param evidence what is known about the data; empty if the component has no database
 * @param updates newest first
 */
public record MailView(
        String page,
        boolean drill,
        String kind,
        String headline,
        String colour,
        String title,
        String component,
        String impact,
        String severity,
        String team,
        String opened,
        @Nullable String acknowledgedBy,
        @Nullable String suggestedPlan,
        List<Fact> facts,
        List<String> evidence,
        List<Update> updates,
        String incidentUrl,
        String pageUrl) {
    /** One line of the story. */
    public record Update(String at, String status, String body, boolean automatic) {
        /** For HTML. */
        public RawString html() {
            return Markdown.html(body);
        }

        /** For plain text: further lines begin where the first does. */
        public String indented() {
            return body.replace("\n", "\n  ");
        }
    }
}
