package org.theorder.lifeboat.monitor.cluster;

import jakarta.enterprise.context.ApplicationScoped;
import org.theorder.lifeboat.events.ClusterRemoved;
import org.theorder.lifeboat.events.Topic;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.outbox.EventHandler;
import org.theorder.lifeboat.outbox.Received;
import org.theorder.lifeboat.outbox.Transaction;

@ApplicationScoped
class ClusterRemovedHandler implements EventHandler<ClusterRemoved> {
    private final RemovedClusters clusters;

    ClusterRemovedHandler(RemovedClusters clusters) {
        this.clusters = clusters;
    }

    @Override
    public Topic<ClusterRemoved> topic() {
        return Topics.CLUSTER_REMOVED;
    }

    @Override
    public void handle(Transaction tx, Received<ClusterRemoved> event) {
        clusters.removed(tx, event.data());
    }
}
