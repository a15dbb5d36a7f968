package org.theorder.lifeboat.notifier.mail;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.theorder.lifeboat.events.Team;
import org.theorder.lifeboat.notifier.delivery.Alarm;
import org.theorder.lifeboat.notifier.delivery.Deliveries;
import org.theorder.lifeboat.notifier.delivery.Delivery;
import org.theorder.lifeboat.notifier.delivery.Message;
import org.theorder.lifeboat.notifier.incident.Telling;
import org.theorder.lifeboat.notifier.page.PageIdentity;
import org.theorder.lifeboat.notifier.wording.ForeignText;
import org.theorder.lifeboat.notifier.wording.Templates;
import org.theorder.lifeboat.outbox.Transaction;

/**
 * Mails the infrastructure team about messages that reached nobody, also if it was a mail to another address that is dead;
 * if it was to this team, the others are told.
 */
@ApplicationScoped
class MailAlarm implements Alarm {
    private final Routing routing;
    private final String domain;
    private final PageIdentity page;
    private final Templates templates;
    private final Deliveries deliveries;

    MailAlarm(
            TeamSettings teams,
            RouteSettings routes,
            MailServer mail,
            PageIdentity page,
            Templates templates,
            Deliveries deliveries) {
        this.routing = Routing.of(teams, routes);
        this.domain = mail.domain();
        this.page = page;
        this.templates = templates;
        this.deliveries = deliveries;
    }

    @Override
    public void raise(Transaction tx, Delivery dead, String reason) {
        String about = Alarm.about(page, dead);
        Map<String, Object> data = Map.of("page", page, "words", Alarm.words(dead, reason));
        deliveries.owe(
                tx,
                SmtpChannel.NAME,
                recipients(dead),
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

    private List<String> recipients(Delivery dead) {
        List<String> infrastructure = others(Set.of(Team.INFRASTRUCTURE), dead);
        return infrastructure.isEmpty() ? others(Set.of(Team.values()), dead) : infrastructure;
    }

    private List<String> others(Set<Team> teams, Delivery dead) {
        boolean mail = dead.channel().equals(SmtpChannel.NAME);
        return routing.of(teams).stream()
                .filter(address -> !mail || !address.equals(dead.recipient()))
                .toList();
    }
}
