package org.theorder.lifeboat.monitor.probe;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.theorder.lifeboat.monitor.rule.Observation;
import org.theorder.lifeboat.monitor.rule.Subject;
import org.theorder.lifeboat.monitor.rule.SubjectKey;

/** Looks, again and again, at one subject or at a family of subjects of one rule. */
public interface Probe {
    /** For logs and metrics. */
    String name();

    /** The subjects that are known without looking, because they are configured. */
    List<Subject> subjects();

    /**
     * Whether a check is of a thing that this probe found while it looked, and that is still there as far as it knows. A check
     * that is nobody's is forgotten.
     */
    default boolean finds(SubjectKey check) {
        return false;
    }

    /** Somebody says that a thing that this probe found, and does not see any more, is not to come back. */
    default void forget(SubjectKey check) {}

    /**
     * A term of evaluation begins, and another process may have evaluated since the one before.
     *
     * @param checks that there are, whoever found them: they are still to be looked for, and what is none of them is gone
     */
    default void recall(Collection<Subject> checks) {}

    /** From the start of one look to the start of the next. */
    Duration interval();

    /** A look that takes longer is interrupted and counts as {@link #late}. */
    Duration timeout();

    /** Blocks for as long as it takes, on a virtual thread; never throws for what it is there to detect. */
    List<Observation> look();

    /** What it means that {@link #look} did not come back in time. */
    List<Observation> late();

    /** The subjects, as far as they are known, when {@link #look} broke for a reason of our own. */
    List<Observation> unseen(String reason);
}
