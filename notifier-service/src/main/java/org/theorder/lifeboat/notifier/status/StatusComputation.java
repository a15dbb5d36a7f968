package org.theorder.lifeboat.notifier.status;

import java.time.Instant;
import java.util.List;
import org.theorder.lifeboat.notifier.component.Catalog;
import org.theorder.lifeboat.notifier.evidence.ClusterEvidence;
import org.theorder.lifeboat.notifier.evidence.Objectives;

/** Says how everything is. It fails closed: green needs evidence that is fresh, and whatever is not known is unknown. */
public record StatusComputation(Catalog catalog, Objectives objectives) {
    /** The status by what was read just now; without evidence if another region's page is the one to read. */
    public Status at(Instant now, Observations observed) {
        return new StatusRound(this, now, observed, !observed.standing().counts()).status();
    }

    /** The status when nothing has been read since {@code builtAt} for too long: no evidence counts any more. */
    public Status stale(Instant builtAt, Observations observed) {
        return new StatusRound(this, builtAt, observed, true).status();
    }

    /** What is known about the data of a cluster. */
    public List<Evidence> evidence(ClusterEvidence known, Instant now) {
        return new EvidenceLines(objectives).of(known, objectives.isFresh(known.reportedAt(), now), now);
    }
}
