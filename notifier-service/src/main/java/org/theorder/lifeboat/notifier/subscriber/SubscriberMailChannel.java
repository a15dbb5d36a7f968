package org.theorder.lifeboat.notifier.subscriber;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import org.theorder.lifeboat.notifier.delivery.About;
import org.theorder.lifeboat.notifier.delivery.Channel;
import org.theorder.lifeboat.notifier.delivery.Delivery;
import org.theorder.lifeboat.notifier.delivery.RateLimit;
import org.theorder.lifeboat.notifier.delivery.SendOutcome;
import org.theorder.lifeboat.notifier.mail.Letter;
import org.theorder.lifeboat.notifier.mail.MailServer;
import org.theorder.lifeboat.notifier.mail.MailSettings;
import org.theorder.lifeboat.notifier.mail.SmtpClient;
import org.theorder.lifeboat.outbox.Transaction;

/** Mail to subscribers; each can be ended with one click (RFC 2369 and 8058). */
@ApplicationScoped
class SubscriberMailChannel implements Channel {
    private final SmtpClient client;
    private final Addressing addressing;
    private final Sharing sharing;
    private final SubscriberSettings settings;
    private final Optional<RateLimit> rateLimit;

    SubscriberMailChannel(
            SmtpClient client,
            Addressing addressing,
            Sharing sharing,
            SubscriberSettings settings,
            MailSettings mailSettings) {
        this.rateLimit = MailServer.rateLimit(mailSettings);
        this.client = client;
        this.addressing = addressing;
        this.sharing = sharing;
        this.settings = settings;
    }

    @Override
    public String name() {
        return Way.MAIL.channel();
    }

    /** One server sends to teams and subscribers: one limit for both, and the teams come first. */
    @Override
    public Optional<RateLimit> rateLimit() {
        return rateLimit;
    }

    @Override
    public OptionalInt refusalsTolerated() {
        return OptionalInt.of(settings.disableAfter());
    }

    /** All mail leaves over our relay; the address of a question is whatever somebody typed. */
    @Override
    public boolean mustBeKnown(Delivery dead) {
        return !dead.message().incident().startsWith(About.SUBSCRIPTION);
    }

    @Override
    public void recipientChanged(Transaction tx, String recipient) {
        SubscriberStore.ofRecipient(tx, recipient).ifPresent(subscriber -> sharing.tell(tx, subscriber));
    }

    @Override
    public SendOutcome send(Delivery delivery, BooleanSupplier stillOurs) {
        return addressing.send(delivery, addressed -> client.send(letter(delivery, addressed), stillOurs));
    }

    private static Letter letter(Delivery delivery, Addressing.Addressed addressed) {
        Map<String, String> headers = switch (addressed.placeholder()) {
            case CONFIRM -> Map.of();
            case UNSUBSCRIBE ->
                Map.of(
                        "List-Unsubscribe",
                        "<" + addressed.link() + ">",
                        "List-Unsubscribe-Post",
                        "List-Unsubscribe=One-Click");
        };
        return new Letter(
                delivery,
                addressed.subscriber().wish().address().text(),
                addressed.words().text(),
                addressed.words().html(),
                "lifeboat-status",
                headers);
    }
}
