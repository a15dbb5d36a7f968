package org.theorder.lifeboat.monitor.kubernetes;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.monitor.probe.Configured;
import org.theorder.lifeboat.monitor.probe.Forecast;
import org.theorder.lifeboat.monitor.probe.ForecastStore;
import org.theorder.lifeboat.monitor.probe.PacedProbe;
import org.theorder.lifeboat.monitor.probe.Probe;
import org.theorder.lifeboat.monitor.probe.ProbeSource;

/** The probes of the namespaces that the configuration names. */
@Singleton
public class KubernetesProbes implements ProbeSource {
    private static final String PREFIX = "lifeboat.monitor.kubernetes";

    private final Clock clock;
    private final Function<String, Forecast.History> histories;
    private final List<Probe> probes = new ArrayList<>();
    private final List<Runnable> closing = new ArrayList<>();

    /** @throws org.theorder.lifeboat.events.LifeboatException CONFIGURATION_INVALID naming the key */
    @Inject
    KubernetesProbes(KubernetesConfiguration configuration, ForecastStore forecasts, Clock clock) {
        this(configuration, forecasts::of, clock);
    }

    /** @param histories by subject, for forecasts */
    KubernetesProbes(KubernetesConfiguration configuration, Function<String, Forecast.History> histories, Clock clock) {
        this.clock = clock;
        this.histories = histories;
        configuration.byName().forEach(this::add);
    }

    private void add(String name, KubernetesConfiguration.Watched watched) {
        String key = PREFIX + "." + Configured.name(PREFIX, name);
        Namespace namespace = new Namespace(
                name,
                watched.namespace(),
                watched.selector().orElse(null),
                required(key + ".workloads", watched.workloads().orElse(Set.of())),
                watched.component().orElse(null));
        Duration timeout = Configured.positive(key + ".timeout", watched.timeout());
        @Nullable
        Path kubeconfig = watched.kubeconfig()
                .map(path -> Configured.path(key + ".kubeconfig", path))
                .orElse(null);
        ApiServer server = new ApiServer(kubeconfig, watched.context().orElse(null), timeout);
        NamespaceWatch watch = new NamespaceWatch(server, namespace);
        Duration interval = Configured.interval(key + ".interval", watched.interval());
        probes.add(new WorkloadProbe(namespace, server, watch, interval, timeout, clock));
        if (watched.volumes()) {
            Duration volumesInterval = Configured.positive(key + ".volumes-interval", watched.volumesInterval());
            probes.add(new PacedProbe(
                    new VolumeProbe(namespace, server, watch, volumesInterval, histories), System::nanoTime));
        }
        closing.add(watch::close);
        closing.add(server::close);
    }

    private static Set<Workload.Id> required(String key, Set<String> texts) {
        return new TreeSet<>(texts)
                .stream()
                        .map(text -> Workload.Id.parse(text)
                                .orElseThrow(() -> Configured.invalid(
                                        key,
                                        "must name workloads as deployment/name, statefulset/name or daemonset/name,"
                                                + " but names " + text)))
                        .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public List<Probe> probes() {
        return List.copyOf(probes);
    }

    @PreDestroy
    void close() {
        closing.forEach(Runnable::run);
    }
}
