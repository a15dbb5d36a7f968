package org.theorder.lifeboat.notifier.subscriber;

import jakarta.enterprise.context.ApplicationScoped;
import org.theorder.lifeboat.notifier.incident.Telling;
import org.theorder.lifeboat.notifier.maintenance.Maintenance;
import org.theorder.lifeboat.notifier.maintenance.MaintenanceAudience;
import org.theorder.lifeboat.notifier.page.PageIdentity;
import org.theorder.lifeboat.notifier.wording.Templates;
import org.theorder.lifeboat.outbox.Transaction;

/** Tells subscribers about maintenances. */
@ApplicationScoped
class SubscribersOfMaintenances implements MaintenanceAudience {
    private final MaintenanceComposer composer;
    private final Bulletins bulletins;

    SubscribersOfMaintenances(Templates templates, Names names, PageIdentity page, Bulletins bulletins) {
        this.composer = new MaintenanceComposer(templates, names, page);
        this.bulletins = bulletins;
    }

    @Override
    public void tell(Transaction tx, Maintenance maintenance, Telling telling) {
        bulletins.put(
                tx,
                new Bulletins.Matter(
                        maintenance.id(), maintenance.components(), composer.subject(maintenance, telling)),
                telling,
                zone -> composer.mail(maintenance, telling, zone),
                () -> composer.webhook(maintenance, telling));
    }
}
