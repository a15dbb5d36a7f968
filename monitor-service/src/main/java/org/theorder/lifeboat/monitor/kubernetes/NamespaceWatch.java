package org.theorder.lifeboat.monitor.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetList;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentList;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The workloads and pods of one namespace, by watches. */
final class NamespaceWatch implements AutoCloseable {
    private final ApiServer server;
    private final Namespace namespace;
    private @Nullable Watches watches;

    NamespaceWatch(ApiServer server, Namespace namespace) {
        this.server = server;
        this.namespace = namespace;
    }

    private record Watches(
            ResourceWatch<Deployment, DeploymentList> deployments,
            ResourceWatch<StatefulSet, StatefulSetList> statefulSets,
            ResourceWatch<DaemonSet, DaemonSetList> daemonSets,
            ResourceWatch<Pod, PodList> pods) {
        static Watches begin(KubernetesClient client, Namespace namespace) {
            String name = namespace.namespace();
            String where = " of namespace " + name;
            @Nullable String selector = namespace.selector();
            return new Watches(
                    new ResourceWatch<>(
                            "deployments" + where,
                            selected(client.apps().deployments().inNamespace(name), selector)),
                    new ResourceWatch<>(
                            "statefulsets" + where,
                            selected(client.apps().statefulSets().inNamespace(name), selector)),
                    new ResourceWatch<>(
                            "daemonsets" + where,
                            selected(client.apps().daemonSets().inNamespace(name), selector)),
                    // pods carry other labels than what made them: they are found by their owner
                    new ResourceWatch<>("pods" + where, client.pods().inNamespace(name)));
        }

        void close() {
            Stream.of(deployments, statefulSets, daemonSets, pods).forEach(ResourceWatch::close);
        }
    }

    private static <T extends HasMetadata, L> FilterWatchListDeletable<T, L, ?> selected(
            NonNamespaceOperation<T, L, ?> all, @Nullable String selector) {
        return selector == null ? all : all.withLabelSelector(selector);
    }

    /** What is known at this moment. */
    sealed interface View {
        /**
         * All of it.
         *
         * @param pods of the namespace, whoever made them
         * @param byOwner those of the workloads
         */
        record Clear(Map<Workload.Id, Workload> workloads, List<Pod> pods, Map<Workload.Id, List<Pod>> byOwner)
                implements View {
            List<Pod> podsOf(Workload.Id workload) {
                return byOwner.getOrDefault(workload, List.of());
            }
        }

        /** Some of it is not, and why. */
        record None(String why) implements View {}
    }

    /** The first call begins to watch: a replica that does not evaluate watches nothing. */
    View view() {
        Watches present = watches();
        ResourceWatch.Sight<Deployment> seenDeployments = present.deployments().sight();
        ResourceWatch.Sight<StatefulSet> seenStatefulSets =
                present.statefulSets().sight();
        ResourceWatch.Sight<DaemonSet> seenDaemonSets = present.daemonSets().sight();
        ResourceWatch.Sight<Pod> seenPods = present.pods().sight();
        if (seenDeployments instanceof ResourceWatch.Sight.Clear<Deployment> clearDeployments
                && seenStatefulSets instanceof ResourceWatch.Sight.Clear<StatefulSet> clearStatefulSets
                && seenDaemonSets instanceof ResourceWatch.Sight.Clear<DaemonSet> clearDaemonSets
                && seenPods instanceof ResourceWatch.Sight.Clear<Pod> clearPods) {
            return clear(
                    Stream.of(
                                    clearDeployments.all().stream().map(Workload::of),
                                    clearStatefulSets.all().stream().map(Workload::of),
                                    clearDaemonSets.all().stream().map(Workload::of))
                            .flatMap(Function.identity()),
                    clearPods.all());
        }
        return new View.None(Stream.of(seenDeployments, seenStatefulSets, seenDaemonSets, seenPods)
                .filter(ResourceWatch.Sight.None.class::isInstance)
                .map(none -> ((ResourceWatch.Sight.None<?>) none).why())
                .findFirst()
                .orElseThrow());
    }

    private static View clear(Stream<Workload> workloads, List<Pod> pods) {
        Map<Workload.Id, Workload> byId = new TreeMap<>(Comparator.comparing(Workload.Id::toString));
        workloads.forEach(workload -> byId.put(workload.id(), workload));
        Map<Workload.Id, List<Pod>> owned = pods.stream()
                .filter(pod -> Workload.Id.owning(pod).filter(byId::containsKey).isPresent())
                .collect(Collectors.groupingBy(pod -> Workload.Id.owning(pod).orElseThrow()));
        return new View.Clear(byId, pods, owned);
    }

    private synchronized Watches watches() {
        Watches present = watches;
        if (present == null) {
            present = Watches.begin(server.client(), namespace);
            watches = present;
        }
        return present;
    }

    @Override
    public synchronized void close() {
        if (watches != null) {
            watches.close();
        }
    }
}
