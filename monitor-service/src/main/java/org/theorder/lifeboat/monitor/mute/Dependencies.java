package org.theorder.lifeboat.monitor.mute;

import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.theorder.lifeboat.monitor.kubernetes.KubernetesConfiguration;
import org.theorder.lifeboat.monitor.probe.Configured;
import org.theorder.lifeboat.monitor.probe.PrimaryProbes;
import org.theorder.lifeboat.monitor.probe.ProbesConfiguration;
import org.theorder.lifeboat.monitor.rule.RuleName;
import org.theorder.lifeboat.monitor.rule.Subject;

/** Which probe needs which: if a region is down, its services are down for that reason. */
@ApplicationScoped
@Startup // so that a wrong configuration is refused at start, not at the first use
public class Dependencies {
    private static final String PREFIX = "lifeboat.monitor.probes.";
    private static final String NAMESPACES = "lifeboat.monitor.kubernetes.";
    private static final Set<RuleName> OF_WORKLOADS =
            Set.of(RuleName.SERVICE_DOWN, RuleName.WORKLOAD_DEGRADED, RuleName.PODS_RESTARTING);

    /** What lies in the repository, and what is restored from it, is needed most while the database is down. */
    private static final Set<RuleName> OF_RECOVERY = Set.of(
            RuleName.PROTECTION_FAULT,
            RuleName.RESTORE_FAILED,
            RuleName.DRILL_FAILED,
            RuleName.DRILL_OVERDUE,
            RuleName.PLAN_STALE);

    private final PrimaryProbes primaries;
    private final Map<String, Set<String>> needed = new TreeMap<>();
    private final Map<String, Set<String>> ofNamespace = new TreeMap<>();

    /** @throws org.theorder.lifeboat.events.LifeboatException CONFIGURATION_INVALID naming the key, if a probe is not there or needs itself */
    public Dependencies(
            ProbesConfiguration configuration, PrimaryProbes primaries, KubernetesConfiguration namespaces) {
        this.primaries = primaries;
        configuration.byName().forEach((name, probe) -> {
            Set<String> on = new TreeSet<>(probe.dependsOn().orElse(Set.of()));
            requireProbes(configuration, PREFIX + name, on);
            needed.put(name, on);
        });
        namespaces.byName().forEach((name, namespace) -> {
            Set<String> on = new TreeSet<>(namespace.dependsOn().orElse(Set.of()));
            requireProbes(configuration, NAMESPACES + name, on);
            ofNamespace.put(name, on);
        });
        for (String name : needed.keySet()) {
            if (behind(needed.getOrDefault(name, Set.of())).contains(name)) {
                throw Configured.invalid(PREFIX + name + ".depends-on", "leads back to " + name);
            }
        }
    }

    private static void requireProbes(ProbesConfiguration configuration, String key, Set<String> names) {
        for (String name : names) {
            if (!configuration.byName().containsKey(name)) {
                throw Configured.invalid(key + ".depends-on", "names " + name + ", which is no probe");
            }
        }
    }

    /** The probes that a subject needs to be well, the nearest first; not itself. */
    Set<String> of(Subject subject) {
        RuleName rule = subject.key().rule();
        Set<String> first = new LinkedHashSet<>();
        if (rule == RuleName.SERVICE_DOWN) {
            first.addAll(needed.getOrDefault(subject.key().subject(), Set.of()));
        } else if (subject.cluster() != null && !OF_RECOVERY.contains(rule)) {
            primaries.of(subject.cluster()).ifPresent(first::add);
        }
        String[] path = subject.key().subject().split("/", 2);
        if (OF_WORKLOADS.contains(rule) && path.length == 2) {
            first.addAll(ofNamespace.getOrDefault(path[0], Set.of()));
        }
        return behind(first);
    }

    private Set<String> behind(Set<String> first) {
        Set<String> all = new LinkedHashSet<>();
        Deque<String> open = new ArrayDeque<>(first);
        while (!open.isEmpty()) {
            String next = open.removeFirst();
            if (all.add(next)) {
                open.addAll(needed.getOrDefault(next, new HashSet<>()));
            }
        }
        return all;
    }
}
