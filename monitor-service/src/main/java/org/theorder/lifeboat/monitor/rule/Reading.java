package org.theorder.lifeboat.monitor.rule;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.Fact;

/** What one look at a subject said. How grave that is, a {@link Rule} says. */
public sealed interface Reading {
    /** The measurement with its unit, or the reason why there is none; ready to be shown. */
    String value();

    /** As it should be. */
    record Good(String value) implements Reading {}

    /** What an incident would say, should this reading open one. */
    sealed interface Telling extends Reading {
        /** One line for the incident. */
        String title();

        /** Evidence for the incident. */
        List<Fact> facts();
    }

    /** Not as it should be, without anything to measure: no answer, for example. */
    record Bad(String value, String title, List<Fact> facts) implements Telling {}

    /**
     * A measurement; the thresholds of the rule say whether it is good.
     *
     * @param amount in the unit of the rule, durations in seconds
     * @param lag what is announced besides the incident, if a copy lags; null for any other reading
     * @param atLeast true if it may be more: it can be bad, but never good
     */
    record Measured(
            double amount,
            String value,
            String title,
            List<Fact> facts,
            @Nullable Lag lag,
            boolean atLeast) implements Telling {
        public Measured(double amount, String value, String title, List<Fact> facts) {
            this(amount, value, title, facts, null, false);
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
