package org.theorder.lifeboat.backup.wal;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.theorder.lifeboat.backup.cluster.ClusterWithdrawn;

/** Ends the stream of a cluster before its slot is dropped. */
@ApplicationScoped
class WithdrawnCluster {
    private final StreamSupervisor streams;

    WithdrawnCluster(StreamSupervisor streams) {
        this.streams = streams;
    }

    void withdrawn(@Observes ClusterWithdrawn event) {
        streams.stop(event.cluster().name());
    }
}
