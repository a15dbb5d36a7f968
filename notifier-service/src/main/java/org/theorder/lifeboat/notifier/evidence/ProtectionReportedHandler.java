package org.theorder.lifeboat.notifier.evidence;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import org.theorder.lifeboat.events.ProtectionReported;
import org.theorder.lifeboat.events.Topic;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.notifier.change.PageChanges;
import org.theorder.lifeboat.outbox.EventHandler;
import org.theorder.lifeboat.outbox.Received;
import org.theorder.lifeboat.outbox.Transaction;

/** Every few seconds: how safe a cluster is now. */
@ApplicationScoped
class ProtectionReportedHandler implements EventHandler<ProtectionReported> {
    private final EvidenceStore store;
    private final PageChanges changes;
    private final Clock clock;

    ProtectionReportedHandler(EvidenceStore store, PageChanges changes, Clock clock) {
        this.store = store;
        this.changes = changes;
        this.clock = clock;
    }

    @Override
    public Topic<ProtectionReported> topic() {
        return Topics.PROTECTION_REPORTED;
    }

    @Override
    public void handle(Transaction tx, Received<ProtectionReported> event) {
        store.reported(tx, event.data(), clock.instant());
        tx.afterCommit(changes::soon);
    }
}
