package org.theorder.lifeboat.monitor.rule;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.Fact;
import org.theorder.lifeboat.events.Severity;

/** What one look at a subject said. */
public sealed interface Reading {
    /** The measurement with its unit, or the reason why there is none; ready to be shown. */
    String value();

    /** As it should be. */
    record Good(String value) implements Reading {}

    /**
     * Over the threshold, or no answer.
     *
     * @param title one line for the incident, should this reading open one
     * @param facts evidence for the incident
     * @param lag what is announced besides the incident, if a copy lags; null for any other reading
     */
    record Bad(
            Severity severity,
            String value,
            String title,
            List<Fact> facts,
            @Nullable Lag lag) implements Reading {
        public Bad(Severity severity, String value, String title, List<Fact> facts) {
            this(severity, value, title, facts, null);
        }
    }

    /** Neither bad enough to raise nor good enough to clear. */
    record Between(String value) implements Reading {}

    /**
     * Could not be evaluated.
     *
     * @param value why, for people
     * @param explained true if another open incident is the reason, so that this one is not worth an alert of its own
     */
    record Unknown(String value, boolean explained) implements Reading {
        public Unknown(String value) {
            this(value, false);
        }
    }
}
