package org.theorder.lifeboat.monitor.kubernetes;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code lifeboat.monitor.kubernetes.<name>.*}: which namespaces are watched. Subjects begin with the name. */
@ConfigMapping(prefix = "lifeboat.monitor.kubernetes")
public interface KubernetesConfiguration {
    @WithParentName
    Map<String, Watched> byName();

    /** One namespace of one cluster. */
    interface Watched {
        String namespace();

        /** Labels of the Deployments, StatefulSets and DaemonSets, for example {@code app.kubernetes.io/part-of=shop}; default: all. */
        Optional<String> selector();

        /** What must be there, for example {@code deployment/checkout,statefulset/ledger}; it is down if it is not. */
        Optional<Set<String>> workloads();

        /** The status-page component that they affect; default: the name of the workload. */
        Optional<String> component();

        /** An absolute path; default: the service account of the pod that we run in. */
        Optional<String> kubeconfig();

        /** Which cluster and user of the {@code kubeconfig}; default: its current context. */
        Optional<String> context();

        /** Whether the usage of volumes is asked for; needs the right {@code nodes/proxy}. */
        @WithDefault("false")
        boolean volumes();

        /** How often the kubelets are asked for it. */
        @WithDefault("1m")
        Duration volumesInterval();

        /** Probes that the workloads need to be well; while one of them fails, nobody is disturbed by a workload. */
        Optional<Set<String>> dependsOn();

        /** From one look at what the watches brought to the next; each asks the API server whether it is there. */
        @WithDefault("2s")
        Duration interval();

        /** For one request. */
        @WithDefault("5s")
        Duration timeout();
    }
}
