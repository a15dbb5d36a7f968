package org.theorder.lifeboat.notifier.webhook;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.theorder.lifeboat.notifier.delivery.Channel;
import org.theorder.lifeboat.notifier.delivery.Delivery;
import org.theorder.lifeboat.notifier.delivery.SendOutcome;
import org.theorder.lifeboat.notifier.http.HttpSender;

/** Posts to a webhook. Only 410 is final: the recipient is gone, and is sent nothing any more. */
@ApplicationScoped
class WebhookChannel implements Channel {
    static final String NAME = "webhook";

    private final Webhooks webhooks;
    private final HttpSender sender;
    private final Clock clock;

    WebhookChannel(Webhooks webhooks, HttpSender sender, Clock clock) {
        this.webhooks = webhooks;
        this.sender = sender;
        this.clock = clock;
    }

    @Override
    public String name() {
        return NAME;
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
                    StandardWebhooks::isGone,
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
