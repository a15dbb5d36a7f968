package org.theorder.lifeboat.notifier.mail;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.theorder.lifeboat.notifier.delivery.About;
import org.theorder.lifeboat.notifier.delivery.Deliveries;
import org.theorder.lifeboat.notifier.delivery.DeliveryStore;
import org.theorder.lifeboat.notifier.delivery.HeldMessage;
import org.theorder.lifeboat.notifier.delivery.Message;
import org.theorder.lifeboat.notifier.incident.Telling;
import org.theorder.lifeboat.notifier.page.PageIdentity;
import org.theorder.lifeboat.notifier.wording.ReaderZone;
import org.theorder.lifeboat.notifier.wording.Templates;
import org.theorder.lifeboat.outbox.Database;

/** What was held back for somebody becomes one mail when its time has come, however many notifiers look. */
@ApplicationScoped
class Digests {
    /** What digests are about, in the place of an incident. */
    private final Database database;

    private final Deliveries deliveries;
    private final Templates templates;
    private final PageIdentity page;
    private final Contacts contacts;
    private final String domain;

    Digests(
            Database database,
            Deliveries deliveries,
            Templates templates,
            PageIdentity page,
            Contacts contacts,
            MailSettings mail) {
        this.database = database;
        this.deliveries = deliveries;
        this.templates = templates;
        this.page = page;
        this.contacts = contacts;
        this.domain = MailServer.of(mail).domain();
    }

    /**
     * Makes the digest whose time came first.
     *
     * @return false if no time has come
     */
    boolean next(Instant now) {
        return database.inTransaction(tx -> {
            List<HeldMessage> due = DeliveryStore.takeHeld(tx, SmtpChannel.NAME, now);
            if (due.isEmpty()) {
                return false;
            }
            // the same in every region, so that one that takes over knows it again
            String id = About.DIGEST + due.getFirst().incident() + "."
                    + due.getFirst().cause();
            String reader = due.getFirst().recipient();
            deliveries.owe(tx, SmtpChannel.NAME, List.of(reader), compose(id, due, contacts.zone(reader)));
            DeliveryStore.digested(tx, due, id);
            return true;
        });
    }

    /** Complete in itself: whoever reads it later still sees when each thing happened. */
    Message compose(String id, List<HeldMessage> held, ReaderZone zone) {
        DigestView view = DigestView.of(page, held, zone);
        Map<String, Object> data = Map.of("digest", view);
        return new Message(
                id,
                Telling.Kind.OPENED,
                "digest",
                (page.drill() ? "[DRILL] " : "") + "[" + page.name() + "] " + view.headline(),
                templates.render("mail/digest.txt", data),
                templates.render("mail/digest.html", data),
                "<" + id + ".digest@" + domain + ">",
                page.drill());
    }
}
