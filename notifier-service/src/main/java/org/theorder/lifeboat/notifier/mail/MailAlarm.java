package org.theorder.lifeboat.notifier.mail;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import org.theorder.lifeboat.notifier.delivery.Alarm;
import org.theorder.lifeboat.notifier.delivery.Deliveries;
import org.theorder.lifeboat.notifier.delivery.Delivery;
import org.theorder.lifeboat.notifier.delivery.Message;
import org.theorder.lifeboat.notifier.incident.Telling;
import org.theorder.lifeboat.notifier.page.PageIdentity;
import org.theorder.lifeboat.notifier.wording.ForeignText;
import org.theorder.lifeboat.notifier.wording.Templates;
import org.theorder.lifeboat.outbox.Transaction;

/** Mails the infrastructure team about messages that another way could not deliver. */
@ApplicationScoped
class MailAlarm implements Alarm {
    private final List<String> recipients;
    private final String domain;
    private final PageIdentity page;
    private final Templates templates;
    private final Deliveries deliveries;

    MailAlarm(TeamSettings teams, MailServer mail, PageIdentity page, Templates templates, Deliveries deliveries) {
        this.recipients = List.copyOf(teams.infrastructure());
        this.domain = mail.domain();
        this.page = page;
        this.templates = templates;
        this.deliveries = deliveries;
    }

    @Override
    public void raise(Transaction tx, Delivery dead, String reason) {
        if (dead.channel().equals(SmtpChannel.NAME)) {
            return;
        }
        String about = Alarm.about(page, dead);
        Map<String, Object> data = Map.of("page", page, "words", Alarm.words(dead, reason));
        deliveries.owe(
                tx,
                SmtpChannel.NAME,
                recipients,
                new Message(
                        about,
                        Telling.Kind.OPENED,
                        CAUSE,
                        ForeignText.line("[" + page.name() + "] A message reached nobody: "
                                + dead.message().subject()),
                        templates.render("mail/alarm.txt", data),
                        templates.render("mail/alarm.html", data),
                        "<" + about + "." + CAUSE + "@" + domain + ">",
                        page.drill()));
    }
}
