package org.theorder.lifeboat.monitor.kubernetes;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is to be watched.
 *
 * @param name what its subjects begin with
 * @param selector labels of workloads; null for all
 * @param required workloads that must be there
 * @param component that its workloads affect; null for one of the name of each
 */
record Namespace(
        String name,
        String namespace,
        @Nullable String selector,
        Set<Workload.Id> required,
        @Nullable String component) {
    /** {@code shop/deployment/checkout}. */
    String subject(String what) {
        return name + "/" + what;
    }

    String component(String workload) {
        return component == null ? workload : component;
    }
}
