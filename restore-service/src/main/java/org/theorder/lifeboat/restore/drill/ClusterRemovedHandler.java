package org.theorder.lifeboat.restore.drill;

import jakarta.enterprise.context.ApplicationScoped;
import org.theorder.lifeboat.events.ClusterRemoved;
import org.theorder.lifeboat.events.Topic;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.outbox.EventHandler;
import org.theorder.lifeboat.outbox.Received;
import org.theorder.lifeboat.outbox.Transaction;

/** Nobody rehearses what nobody protects. */
@ApplicationScoped
class ClusterRemovedHandler implements EventHandler<ClusterRemoved> {
    @Override
    public Topic<ClusterRemoved> topic() {
        return Topics.CLUSTER_REMOVED;
    }

    @Override
    public void handle(Transaction tx, Received<ClusterRemoved> event) {
        RemovedClusters.add(tx, event.data());
    }
}
