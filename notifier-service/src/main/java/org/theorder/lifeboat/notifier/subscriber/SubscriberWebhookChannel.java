package org.theorder.lifeboat.notifier.subscriber;

import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.notifier.delivery.Channel;
import org.theorder.lifeboat.notifier.delivery.Delivery;
import org.theorder.lifeboat.notifier.delivery.RateLimit;
import org.theorder.lifeboat.notifier.delivery.SendOutcome;
import org.theorder.lifeboat.notifier.http.Destination;
import org.theorder.lifeboat.notifier.http.HttpSender;
import org.theorder.lifeboat.notifier.webhook.StandardWebhooks;
import org.theorder.lifeboat.outbox.Transaction;

/** Posts to the webhooks of subscribers, each signed with its own secret; the question whether they want it is not signed. */
@ApplicationScoped
class SubscriberWebhookChannel implements Channel {
    private final HttpSender sender;
    private final Addressing addressing;
    private final Sharing sharing;
    private final SubscriberSettings settings;
    private final Clock clock;

    SubscriberWebhookChannel(
            HttpSender sender, Addressing addressing, Sharing sharing, SubscriberSettings settings, Clock clock) {
        this.sender = sender;
        this.addressing = addressing;
        this.sharing = sharing;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public String name() {
        return Way.WEBHOOK.channel();
    }

    @Override
    public Optional<RateLimit> rateLimit() {
        return settings.webhooksPerMinute().stream()
                .mapToObj(most -> RateLimit.perMinute(name(), most))
                .findFirst();
    }

    @Override
    public OptionalInt refusalsTolerated() {
        return OptionalInt.of(settings.disableAfter());
    }

    @Override
    public void recipientChanged(Transaction tx, String recipient) {
        SubscriberStore.ofRecipient(tx, recipient).ifPresent(subscriber -> sharing.tell(tx, subscriber));
    }

    @Override
    public boolean asksManyServers() {
        return true;
    }

    @Override
    public SendOutcome send(Delivery delivery, BooleanSupplier stillOurs) {
        return addressing.send(delivery, addressed -> post(delivery, addressed, stillOurs));
    }

    private SendOutcome post(Delivery delivery, Addressing.Addressed addressed, BooleanSupplier stillOurs) {
        URI url = URI.create(addressed.subscriber().wish().address().text());
        byte @Nullable [] secret = addressed.subscriber().secret();
        String body = addressed.words().text();
        Map<String, String> headers = secret == null
                ? Map.of()
                : StandardWebhooks.headers(delivery.message().messageId(), clock.instant(), body, secret);
        return StandardWebhooks.goneAt410(sender.post(
                new Destination(url, settings.allowInside()), body, headers, StandardWebhooks::isFinal, stillOurs));
    }
}
