package org.theorder.lifeboat.monitor.rule;

import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ClusterName;

/**
 * What a rule watches.
 *
 * @param cluster the protected cluster behind it; null if there is none
 * @param component the status-page component that it affects
 * @param own what is different for this subject from the rule as a whole
 */
public record Subject(SubjectKey key, @Nullable ClusterName cluster, String component, Changes own) {
    /** A subject that is like all others of its rule. */
    public Subject(RuleName rule, String subject, @Nullable ClusterName cluster, String component) {
        this(new SubjectKey(rule, subject), cluster, component, Changes.NONE);
    }
}
