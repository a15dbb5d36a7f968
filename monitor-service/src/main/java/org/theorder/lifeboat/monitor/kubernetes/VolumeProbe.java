package org.theorder.lifeboat.monitor.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.theorder.lifeboat.monitor.probe.Forecast;
import org.theorder.lifeboat.monitor.probe.Probe;
import org.theorder.lifeboat.monitor.probe.Usage;
import org.theorder.lifeboat.monitor.rule.Observation;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.monitor.rule.RuleName;
import org.theorder.lifeboat.monitor.rule.Subject;
import org.theorder.lifeboat.monitor.rule.SubjectKey;

/**
 * How full the volumes are that the pods of a namespace use, from the kubelets of their nodes; Kubernetes has no watch for
 * that. A volume whose kubelet says nothing is unknown.
 */
final class VolumeProbe implements Probe {
    /** Every request has a timeout of its own; some kubelets may hang. */
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    private static final int AT_ONCE = 8;

    private final Namespace namespace;
    private final ApiServer server;
    private final NamespaceWatch watch;
    private final Duration interval;
    private final Function<String, Forecast.History> histories;
    private final Map<String, Forecast> forecasts = new HashMap<>();
    private volatile Set<String> claims = Set.of();
    private volatile boolean complete;

    /** @param histories by subject, for forecasts */
    VolumeProbe(
            Namespace namespace,
            ApiServer server,
            NamespaceWatch watch,
            Duration interval,
            Function<String, Forecast.History> histories) {
        this.interval = interval;
        this.histories = histories;
        this.namespace = namespace;
        this.server = server;
        this.watch = watch;
    }

    @Override
    public String name() {
        return "volumes of kubernetes " + namespace.name();
    }

    /** They are found. */
    @Override
    public List<Subject> subjects() {
        return List.of();
    }

    @Override
    public boolean finds(SubjectKey check) {
        return claim(check).filter(claim -> !complete || claims.contains(claim)).isPresent();
    }

    private Optional<String> claim(SubjectKey check) {
        String prefix = namespace.subject("volume/");
        return check.rule() == RuleName.STORAGE_USED && check.subject().startsWith(prefix)
                ? Optional.of(check.subject().substring(prefix.length()))
                : Optional.empty();
    }

    /** What was not there may have come while another process evaluated; what was there is unknown until it is seen. */
    @Override
    public void recall(Collection<Subject> checks) {
        complete = false;
        claims = checks.stream().flatMap(check -> claim(check.key()).stream()).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public Duration interval() {
        return interval;
    }

    @Override
    public Duration timeout() {
        return TIMEOUT;
    }

    @Override
    public List<Observation> look() {
        return switch (watch.view()) {
            case NamespaceWatch.View.None(String why) -> observed(new Reading.Unknown(why, true));
            case NamespaceWatch.View.Clear clear -> look(claimsByNode(clear.pods()));
        };
    }

    private static Map<String, Set<String>> claimsByNode(List<Pod> pods) {
        Map<String, Set<String>> byNode = new TreeMap<>();
        for (Pod pod : pods) {
            if (pod.getSpec() == null || pod.getSpec().getNodeName() == null) {
                continue;
            }
            pod.getSpec().getVolumes().stream()
                    .filter(volume -> volume.getPersistentVolumeClaim() != null)
                    .forEach(volume -> byNode.computeIfAbsent(pod.getSpec().getNodeName(), _ -> new TreeSet<>())
                            .add(volume.getPersistentVolumeClaim().getClaimName()));
        }
        return byNode;
    }

    private List<Observation> look(Map<String, Set<String>> claimsByNode) {
        Map<String, Reading> readings = new TreeMap<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(
                AT_ONCE, Thread.ofVirtual().name("kubelet-", 0).factory())) {
            Map<String, Future<Map<String, Reading>>> asked = new TreeMap<>();
            claimsByNode.forEach((node, used) -> asked.put(node, threads.submit(() -> ask(node, used))));
            for (Future<Map<String, Reading>> answer : asked.values()) {
                readings.putAll(answer.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return late();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
        claims = Set.copyOf(readings.keySet());
        complete = true;
        List<Observation> observations = new ArrayList<>();
        readings.forEach((claim, reading) -> observations.add(new Observation(subject(claim), reading)));
        return observations;
    }

    private Map<String, Reading> ask(String node, Collection<String> used) {
        Map<String, Reading> readings = new HashMap<>();
        try {
            String summary = server.client().raw("/api/v1/nodes/" + node + "/proxy/stats/summary");
            Map<String, KubeletStats.Filled> filled =
                    KubeletStats.volumes(summary == null ? "{}" : summary, namespace.namespace());
            used.forEach(claim -> readings.put(claim, reading(claim, filled)));
        } catch (KubernetesClientException e) {
            Reading unknown =
                    new Reading.Unknown("the kubelet of " + node + " cannot be asked: " + ApiServer.reason(e));
            used.forEach(claim -> readings.put(claim, unknown));
        } catch (JsonProcessingException e) {
            Reading unknown = new Reading.Unknown("the kubelet of " + node + " said something that is not JSON");
            used.forEach(claim -> readings.put(claim, unknown));
        }
        return readings;
    }

    private Reading reading(String claim, Map<String, KubeletStats.Filled> byClaim) {
        KubeletStats.Filled filled = byClaim.get(claim);
        return filled == null
                ? new Reading.Unknown("its kubelet tells nothing of this volume")
                : Usage.reading(
                        filled.used(),
                        filled.capacity(),
                        forecast(claim),
                        "volume",
                        "The volume " + claim + " is filling up");
    }

    private synchronized Forecast forecast(String claim) {
        return forecasts.computeIfAbsent(
                claim, _ -> new Forecast(System::nanoTime, histories.apply(namespace.subject("volume/" + claim))));
    }

    private Subject subject(String claim) {
        return new Subject(
                RuleName.STORAGE_USED,
                namespace.subject("volume/" + claim),
                null,
                namespace.component(namespace.name()));
    }

    private List<Observation> observed(Reading reading) {
        return claims.stream()
                .map(claim -> new Observation(subject(claim), reading))
                .toList();
    }

    @Override
    public List<Observation> late() {
        return unseen("the kubelets did not answer in time");
    }

    @Override
    public List<Observation> unseen(String reason) {
        return observed(new Reading.Unknown(reason));
    }
}
