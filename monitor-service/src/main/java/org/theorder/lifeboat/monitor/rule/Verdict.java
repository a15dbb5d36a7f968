package org.theorder.lifeboat.monitor.rule;

import org.theorder.lifeboat.events.Severity;

/** What a rule makes of a reading. */
public sealed interface Verdict {
    /** Verdicts that need no more words. */
    enum Plain implements Verdict {
        GOOD,
        /** Neither bad enough to raise nor good enough to clear. */
        BETWEEN,
        /** Could not be evaluated: never taken for a good one. */
        UNKNOWN
    }

    /** Over the threshold, or no answer. */
    record Bad(Severity severity) implements Verdict {}
}
