package org.theorder.lifeboat.notifier.subscriber;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.notifier.mail.MailView;

/**
 * A mail to subscribers about a maintenance, ready for its templates.
 *
 * @param headline what happened and when, the first thing a reader sees
 * @param colour of the headline
 * @param updates newest first
 * @param maintenanceUrl null if its page is gone
 * @param unsubscribeUrl a {@link Placeholder}
 */
public record MaintenanceView(
        String page,
        boolean drill,
        String headline,
        String colour,
        String title,
        String components,
        String from,
        String until,
        List<MailView.Update> updates,
        @Nullable String maintenanceUrl,
        String pageUrl,
        String unsubscribeUrl) {}
