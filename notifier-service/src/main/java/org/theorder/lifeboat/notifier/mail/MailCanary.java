package org.theorder.lifeboat.notifier.mail;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import org.theorder.lifeboat.notifier.delivery.Canary;
import org.theorder.lifeboat.notifier.delivery.Deliveries;
import org.theorder.lifeboat.notifier.delivery.Message;
import org.theorder.lifeboat.notifier.incident.Telling;
import org.theorder.lifeboat.notifier.page.PageIdentity;
import org.theorder.lifeboat.notifier.wording.Templates;
import org.theorder.lifeboat.outbox.Transaction;

/** A mail a day to the infrastructure team. */
@ApplicationScoped
class MailCanary implements Canary {
    private final List<String> recipients;
    private final String domain;
    private final PageIdentity page;
    private final Templates templates;
    private final Deliveries deliveries;

    MailCanary(TeamSettings teams, MailSettings mail, PageIdentity page, Templates templates, Deliveries deliveries) {
        this.recipients = List.copyOf(teams.infrastructure());
        this.domain = MailServer.of(mail).domain();
        this.page = page;
        this.templates = templates;
        this.deliveries = deliveries;
    }

    @Override
    public void send(Transaction tx, String id) {
        Map<String, Object> data = Map.of("page", page);
        Message message = new Message(
                id,
                Telling.Kind.OPENED,
                CAUSE,
                "[" + page.name() + "] Test message of the day: mail works",
                templates.render("mail/canary.txt", data),
                templates.render("mail/canary.html", data),
                "<" + id + "." + CAUSE + "@" + domain + ">",
                page.drill());
        deliveries.owe(tx, SmtpChannel.NAME, recipients, message);
    }
}
