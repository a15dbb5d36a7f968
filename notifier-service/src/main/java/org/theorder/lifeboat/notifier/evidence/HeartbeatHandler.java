package org.theorder.lifeboat.notifier.evidence;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import org.theorder.lifeboat.events.Heartbeat;
import org.theorder.lifeboat.events.Topic;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.notifier.change.PageChanges;
import org.theorder.lifeboat.outbox.EventHandler;
import org.theorder.lifeboat.outbox.Received;
import org.theorder.lifeboat.outbox.Transaction;

/** Nothing is green while nobody watches: the last evaluation that a heartbeat of monitor-service tells of. */
@ApplicationScoped
public class HeartbeatHandler implements EventHandler<Heartbeat> {
    /** The service whose silence makes everything unknown. */
    public static final String MONITORING = "monitor-service";

    private final EvidenceStore store;
    private final Objectives objectives;
    private final PageChanges changes;
    private final Clock clock;

    HeartbeatHandler(EvidenceStore store, Objectives objectives, PageChanges changes, Clock clock) {
        this.store = store;
        this.objectives = objectives;
        this.changes = changes;
        this.clock = clock;
    }

    @Override
    public Topic<Heartbeat> topic() {
        return Topics.HEARTBEAT;
    }

    @Override
    public void handle(Transaction tx, Received<Heartbeat> event) {
        Heartbeat heartbeat = event.data();
        Instant evaluated = heartbeat.lastEvaluationAt();
        // a replica that stands by, or has just begun, lives and watches nothing
        if (!heartbeat.service().equals(MONITORING) || evaluated == null) {
            return;
        }
        store.heard(tx, MONITORING, evaluated, clock.instant(), objectives.freshFor());
        tx.afterCommit(changes::soon);
    }
}
