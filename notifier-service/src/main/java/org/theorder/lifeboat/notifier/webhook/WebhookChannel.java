package org.theorder.lifeboat.notifier.webhook;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.theorder.lifeboat.notifier.delivery.Channel;
import org.theorder.lifeboat.notifier.delivery.Delivery;
import org.theorder.lifeboat.notifier.delivery.RateLimit;
import org.theorder.lifeboat.notifier.delivery.SendOutcome;
import org.theorder.lifeboat.notifier.http.HttpSender;

/**
 * Posts to a webhook. 410 is final for all that follows: the recipient is gone, and is sent nothing any more. 400, 413 and
 * 422 are final for this message, so that it does not hold up the end of its incident.
 */
@ApplicationScoped
class WebhookChannel implements Channel {
    static final String NAME = "webhook";

    /** What Slack takes at one address, https://docs.slack.dev/apis/web-api/rate-limits. */
    private static final int MOST_PER_MINUTE = 60;

    private final Webhooks webhooks;
    private final HttpSender sender;
    private final Clock clock;
    private final RateLimit rateLimit;

    WebhookChannel(Webhooks webhooks, HttpSender sender, Clock clock) {
        this.webhooks = webhooks;
        this.sender = sender;
        this.clock = clock;
        this.rateLimit = RateLimit.perMinute(
                NAME, MOST_PER_MINUTE * Math.max(1, webhooks.all().size()));
    }

    @Override
    public String name() {
        return NAME;
    }

    /** As much as each address takes, for all of them together: they are mostly told the same. */
    @Override
    public Optional<RateLimit> rateLimit() {
        return Optional.of(rateLimit);
    }

    @Override
    public boolean asksManyServers() {
        return true;
    }

    @Override
    public SendOutcome send(Delivery delivery, BooleanSupplier stillOurs) {
        Optional<Webhook> webhook = webhooks.named(delivery.recipient());
        if (webhook.isEmpty()) {
            return SendOutcome.later(
                    "lifeboat.notifier.webhooks." + delivery.recipient() + " is not declared any more");
        }
        try {
            return StandardWebhooks.goneAt410(sender.post(
                    webhook.get().destination(),
                    delivery.message().text(),
                    headers(webhook.get(), delivery),
                    StandardWebhooks::isFinal,
                    stillOurs));
        } catch (IOException e) {
            return SendOutcome.later(String.valueOf(e.getMessage()));
        }
    }

    /** Standard Webhooks: the id is the same for every attempt, the time is that of the attempt. */
    private Map<String, String> headers(Webhook webhook, Delivery delivery) throws IOException {
        byte[] secret = webhook.secret();
        if (secret == null) {
            return Map.of();
        }
        var message = delivery.message();
        return StandardWebhooks.headers(message.messageId(), clock.instant(), message.text(), secret);
    }
}
