package org.theorder.lifeboat.notifier.subscriber;

import java.util.List;
import org.theorder.lifeboat.notifier.mail.MailView;

/**
 * A mail to subscribers, ready for its templates. It says what the page says: no facts, and no names of people.
 *
 * @param headline what happened and when, the first thing a reader sees
 * @param colour of the headline
 * @param updates newest first
 * @param unsubscribeUrl a {@link Placeholder}
 */
public record BulletinView(
        String page,
        boolean drill,
        String headline,
        String colour,
        String title,
        String component,
        String impact,
        String opened,
        List<MailView.Update> updates,
        String incidentUrl,
        String pageUrl,
        String unsubscribeUrl) {}
