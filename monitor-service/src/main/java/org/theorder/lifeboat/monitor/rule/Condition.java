package org.theorder.lifeboat.monitor.rule;

import java.time.Duration;
import org.theorder.lifeboat.events.Severity;

/** Where one rule stands for one subject. Each state holds only the counters that its own transitions need. */
public sealed interface Condition {
    /** Nothing is wrong and nothing hints at it. */
    Condition START = new Clear(0, Duration.ZERO);

    /**
     * The next state.
     *
     * @param elapsed since the verdict before, by a monotonic clock; zero if there was none in this process
     */
    Step next(Verdict verdict, Duration elapsed, Damping damping);

    /** What a reading did to a condition. */
    enum Change {
        NONE,
        /** From now on it is an incident. */
        RAISED,
        /** It was one already and is now more severe. */
        WORSENED,
        /** It is over. */
        CLEARED
    }

    /** A state and how it was reached. */
    record Step(Condition condition, Change change) {
        private static Step stay(Condition condition) {
            return new Step(condition, Change.NONE);
        }
    }

    /**
     * No incident.
     *
     * @param bad bad readings in a row, not yet enough
     * @param badFor from the first to the last of them
     */
    record Clear(int bad, Duration badFor) implements Condition {
        @Override
        public Step next(Verdict verdict, Duration elapsed, Damping damping) {
            return switch (verdict) {
                case Verdict.Bad now -> {
                    Clear worse = new Clear(bad + 1, bad == 0 ? Duration.ZERO : badFor.plus(elapsed));
                    yield damping.raises(worse.bad, worse.badFor)
                            ? new Step(Raised.at(now.severity()), Change.RAISED)
                            : Step.stay(worse);
                }
                case Verdict.Plain.GOOD, Verdict.Plain.BETWEEN -> Step.stay(START);
                // no evidence in either direction: the count waits for the next look that sees something
                case Verdict.Plain.UNKNOWN -> Step.stay(this);
            };
        }
    }

    /**
     * An incident. Its severity only rises, so that a value swinging around a threshold pages once.
     *
     * @param good good readings in a row, not yet enough
     * @param goodFor from the first to the last of them
     */
    record Raised(Severity severity, int good, Duration goodFor) implements Condition {
        static Raised at(Severity severity) {
            return new Raised(severity, 0, Duration.ZERO);
        }

        @Override
        public Step next(Verdict verdict, Duration elapsed, Damping damping) {
            return switch (verdict) {
                case Verdict.Bad now ->
                    now.severity().compareTo(severity) < 0
                            ? new Step(at(now.severity()), Change.WORSENED)
                            : Step.stay(at(severity));
                case Verdict.Plain.GOOD -> {
                    Raised better = new Raised(severity, good + 1, good == 0 ? Duration.ZERO : goodFor.plus(elapsed));
                    yield damping.clears(better.good, better.goodFor)
                            ? new Step(START, Change.CLEARED)
                            : Step.stay(better);
                }
                // an unknown value is never taken for a good one
                case Verdict.Plain.BETWEEN, Verdict.Plain.UNKNOWN -> Step.stay(at(severity));
            };
        }
    }
}
