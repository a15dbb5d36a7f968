package org.theorder.lifeboat.backup.protection;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.theorder.lifeboat.backup.cluster.Cluster;
import org.theorder.lifeboat.events.ProtectionReported.Fault;

/** Knows no faults, and on request not even that. */
@ApplicationScoped
class SlowFaultSource implements FaultSource {
    private final AtomicInteger asked = new AtomicInteger();
    private volatile String unknown = "";

    void knowNothingOf(String cluster) {
        asked.set(0);
        unknown = cluster;
    }

    void knowEverything() {
        unknown = "";
    }

    /** How often it did not know. */
    int asked() {
        return asked.get();
    }

    @Override
    public boolean isKnown(Cluster cluster) {
        boolean known = !unknown.equals(cluster.name().value());
        asked.addAndGet(known ? 0 : 1);
        return known;
    }

    @Override
    public List<Fault> faults(Cluster cluster) {
        return List.of();
    }
}
