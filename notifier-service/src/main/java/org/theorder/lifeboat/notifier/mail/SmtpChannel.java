package org.theorder.lifeboat.notifier.mail;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.theorder.lifeboat.notifier.delivery.Channel;
import org.theorder.lifeboat.notifier.delivery.Delivery;
import org.theorder.lifeboat.notifier.delivery.RateLimit;
import org.theorder.lifeboat.notifier.delivery.SendOutcome;

/** Mail over SMTP. */
@ApplicationScoped
class SmtpChannel implements Channel {
    static final String NAME = "mail";

    private final SmtpClient client;
    private final Optional<RateLimit> rateLimit;

    SmtpChannel(SmtpClient client, MailSettings settings) {
        this.client = client;
        this.rateLimit = MailServer.rateLimit(settings);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<RateLimit> rateLimit() {
        return rateLimit;
    }

    @Override
    public SendOutcome send(Delivery delivery, BooleanSupplier stillOurs) {
        return client.send(Letter.toTeam(delivery), stillOurs);
    }
}
