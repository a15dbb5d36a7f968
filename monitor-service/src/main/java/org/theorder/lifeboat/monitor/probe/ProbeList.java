package org.theorder.lifeboat.monitor.probe;

import io.quarkus.arc.All;
import io.quarkus.runtime.Startup;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.monitor.rule.Subject;
import org.theorder.lifeboat.monitor.rule.SubjectKey;

/** All probes: those of the configuration, and those that read what the other services tell. */
@ApplicationScoped
@Startup // so that a wrong configuration is refused at start, not at the first use
public class ProbeList {
    private final HttpClients http;
    private final List<Probe> probes;
    private final Set<SubjectKey> configured;

    /** @throws LifeboatException CONFIGURATION_INVALID naming the key */
    ProbeList(
            ProbesConfiguration services,
            StorageConfiguration volumes,
            Clock clock,
            ForecastStore forecasts,
            LsnStore positions,
            @All List<ProbeSource> families,
            @All List<Probe> fromEvents) {
        http = new HttpClients(Duration.ofSeconds(5));
        ProbeFactory factory = new ProbeFactory(http, clock, forecasts::of, positions::of);
        probes = Stream.concat(
                        Stream.of(factory.services(services), factory.volumes(volumes), fromEvents),
                        families.stream().map(ProbeSource::probes))
                .flatMap(List::stream)
                .toList();
        configured = subjects().map(Subject::key).collect(Collectors.toUnmodifiableSet());
    }

    public List<Probe> all() {
        return probes;
    }

    /** Whether somebody looks at a check, because it is configured or was found. */
    public boolean watch(SubjectKey check) {
        return configured.contains(check) || probes.stream().anyMatch(probe -> probe.finds(check));
    }

    /** Takes a thing that was found and is not seen any more from whoever found it. */
    public void forget(SubjectKey check) {
        probes.forEach(probe -> probe.forget(check));
    }

    /** Clusters that are probed, whether or not anything protects them. */
    public Set<ClusterName> clusters() {
        return subjects().map(Subject::cluster).filter(Objects::nonNull).collect(Collectors.toUnmodifiableSet());
    }

    private Stream<Subject> subjects() {
        return probes.stream().flatMap(probe -> probe.subjects().stream());
    }

    @PreDestroy
    void close() {
        http.close();
    }
}
