package org.theorder.lifeboat.notifier.publish;

import java.time.Instant;
import org.theorder.lifeboat.notifier.incident.OwnIncidents;
import org.theorder.lifeboat.notifier.wording.Times;

/** The incident that the published copy cannot be renewed, so that the ledger says who was told of it. For one thread. */
final class OutdatedCopy {
    static final String RULE = "page-not-published";

    private final OwnIncidents incidents;
    private boolean opened;

    // a process before this one may have left it open
    private boolean perhapsOpen = true;

    OutdatedCopy(OwnIncidents incidents) {
        this.incidents = incidents;
    }

    void opened(Instant since, String reason) {
        if (!opened) {
            perhapsOpen = true;
            incidents.open(
                    RULE,
                    "The published copy of this page is out of date",
                    "It could not be renewed since " + Times.full(since)
                            + ". The page itself goes on; who reads the copy sees it turn grey.",
                    reason);
            opened = true;
        }
    }

    void over() {
        if (perhapsOpen) {
            incidents.resolve(RULE, "The published copy of this page is renewed again.");
            perhapsOpen = false;
            opened = false;
        }
    }
}
