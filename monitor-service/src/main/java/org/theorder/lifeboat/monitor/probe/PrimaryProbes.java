package org.theorder.lifeboat.monitor.probe;

import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.theorder.lifeboat.events.ClusterName;

/**
 * Which SQL probe tells whether the database of a cluster is down: the one that is called like the cluster, or its only one.
 * A standby that is down, or a page that does not answer, says nothing about it.
 */
@Singleton
public class PrimaryProbes {
    private final Map<String, String> byCluster = new TreeMap<>();

    public PrimaryProbes(ProbesConfiguration configuration) {
        Map<String, Set<String>> all = new TreeMap<>();
        configuration.byName().forEach((name, probe) -> {
            if (probe.kind() == ProbesConfiguration.Kind.SQL) {
                all.computeIfAbsent(probe.cluster().orElse(name), _ -> new TreeSet<>())
                        .add(name);
            }
        });
        all.forEach((cluster, names) -> {
            if (names.size() == 1 || names.contains(cluster)) {
                byCluster.put(cluster, names.size() == 1 ? names.iterator().next() : cluster);
            }
        });
    }

    /** Its name; empty if there is none, or several of which none is called like the cluster. */
    public Optional<String> of(ClusterName cluster) {
        return Optional.ofNullable(byCluster.get(cluster.value()));
    }

    /**
     * The clusters whose database is down.
     *
     * @param down names of probes that are
     */
    public Set<ClusterName> clusters(Set<String> down) {
        return byCluster.entrySet().stream()
                .filter(each -> down.contains(each.getValue()))
                .map(each -> new ClusterName(each.getKey()))
                .collect(Collectors.toUnmodifiableSet());
    }
}
