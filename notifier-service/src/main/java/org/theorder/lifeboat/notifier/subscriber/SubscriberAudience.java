package org.theorder.lifeboat.notifier.subscriber;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.theorder.lifeboat.events.Impact;
import org.theorder.lifeboat.notifier.incident.Audience;
import org.theorder.lifeboat.notifier.incident.RecordedIncident;
import org.theorder.lifeboat.notifier.incident.Telling;
import org.theorder.lifeboat.notifier.page.PageIdentity;
import org.theorder.lifeboat.notifier.wording.Templates;
import org.theorder.lifeboat.outbox.Transaction;

/**
 * Tells subscribers about incidents that they can feel, and about what a person has to say; what only the teams need to know
 * is on the page.
 */
@ApplicationScoped
class SubscriberAudience implements Audience {
    private final BulletinComposer composer;
    private final Bulletins bulletins;

    SubscriberAudience(Templates templates, Names names, PageIdentity page, Bulletins bulletins) {
        this.composer = new BulletinComposer(templates, names, page);
        this.bulletins = bulletins;
    }

    @Override
    public void tell(Transaction tx, RecordedIncident incident, Telling telling, String subject) {
        if (!telling.isForThePublic() || !isOfInterest(tx, incident)) {
            return;
        }
        bulletins.put(
                tx,
                new Bulletins.Matter(
                        incident.id(), List.of(incident.state().component()), composer.subject(telling, subject)),
                telling,
                zone -> composer.mail(incident, telling, zone),
                () -> composer.webhook(incident, telling));
    }

    private static boolean isOfInterest(Transaction tx, RecordedIncident incident) {
        return incident.state().impact() != Impact.NONE
                || incident.isOpenedByAPerson()
                || BulletinStore.isAbout(tx, incident.id());
    }
}
