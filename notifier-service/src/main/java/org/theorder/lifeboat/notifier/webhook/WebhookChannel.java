package org.theorder.lifeboat.notifier.webhook;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.theorder.lifeboat.notifier.delivery.Channel;
import org.theorder.lifeboat.notifier.delivery.Delivery;
import org.theorder.lifeboat.notifier.delivery.SendOutcome;
import org.theorder.lifeboat.notifier.http.HttpSender;

/** Posts to a webhook. Only 410 is final: the recipient is gone, and is sent nothing any more. */
@ApplicationScoped
class WebhookChannel implements Channel {
    static final String NAME = "webhook";

    private static final int GONE = 410;

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
            SendOutcome outcome = sender.post(
                    webhook.get().destination(),
                    delivery.message().text(),
                    headers(webhook.get(), delivery),
                    status -> status == GONE,
                    stillOurs);
            return outcome instanceof SendOutcome.Refused refused
                            && refused.reason().startsWith("HTTP " + GONE)
                    ? new SendOutcome.Gone(refused.reason())
                    : outcome;
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
        String id = delivery.message().messageId();
        String time = Long.toString(clock.instant().getEpochSecond());
        String signed = id + "." + time + "." + delivery.message().text();
        return Map.of(
                "webhook-id", id,
                "webhook-timestamp", time,
                "webhook-signature", "v1," + Base64.getEncoder().encodeToString(mac(secret, signed)));
    }

    private static byte[] mac(byte[] secret, String signed) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return mac.doFinal(signed.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HMAC with SHA-256", e);
        }
    }
}
