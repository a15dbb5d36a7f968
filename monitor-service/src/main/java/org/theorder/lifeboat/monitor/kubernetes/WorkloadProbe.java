package org.theorder.lifeboat.monitor.kubernetes;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.theorder.lifeboat.events.Fact;
import org.theorder.lifeboat.monitor.probe.Probe;
import org.theorder.lifeboat.monitor.rule.Observation;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.monitor.rule.RuleName;
import org.theorder.lifeboat.monitor.rule.Subject;
import org.theorder.lifeboat.monitor.rule.SubjectKey;
import org.theorder.lifeboat.monitor.wording.Wording;

/**
 * The workloads of a namespace as its watches show them, and whether the API server is there to show them: if it is not, or a
 * watch is lost, every workload is unknown, and that is one incident instead of one for each.
 */
final class WorkloadProbe implements Probe {
    private static final Set<RuleName> RULES =
            Set.of(RuleName.SERVICE_DOWN, RuleName.WORKLOAD_DEGRADED, RuleName.PODS_RESTARTING);

    private final Namespace namespace;
    private final ApiServer server;
    private final NamespaceWatch watch;
    private final Duration interval;
    private final Duration timeout;
    private final Subject api;
    private final WorkloadReadings readings;
    private volatile Set<Subject> known = Set.of();
    /** Whether {@code known} is all that is there. */
    private volatile boolean complete;

    /** @param timeout for one request */
    WorkloadProbe(
            Namespace namespace,
            ApiServer server,
            NamespaceWatch watch,
            Duration interval,
            Duration timeout,
            Clock clock) {
        this.namespace = namespace;
        this.server = server;
        this.watch = watch;
        this.interval = interval;
        this.timeout = timeout;
        this.api = subject(RuleName.SERVICE_DOWN, "api", namespace.name());
        this.readings = new WorkloadReadings(clock);
    }

    private Subject subject(RuleName rule, String what, String component) {
        return new Subject(rule, namespace.subject(what), null, namespace.component(component));
    }

    private Subject subject(RuleName rule, Workload.Id workload) {
        return subject(rule, workload.toString(), workload.name());
    }

    @Override
    public String name() {
        return "kubernetes " + namespace.name();
    }

    /** The API server; workloads are found. */
    @Override
    public List<Subject> subjects() {
        return List.of(api);
    }

    @Override
    public boolean finds(SubjectKey check) {
        return isOfWorkload(check)
                && (!complete
                        || known.stream().anyMatch(subject -> subject.key().equals(check)));
    }

    private boolean isOfWorkload(SubjectKey check) {
        String prefix = namespace.subject("");
        return RULES.contains(check.rule())
                && check.subject().startsWith(prefix)
                && Workload.Id.parse(check.subject().substring(prefix.length())).isPresent();
    }

    /** What was not there may have come while another process evaluated; what was there is unknown until it is seen. */
    @Override
    public void recall(Collection<Subject> checks) {
        complete = false;
        known = checks.stream().filter(check -> isOfWorkload(check.key())).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public Duration interval() {
        return interval;
    }

    /** Longer than a request, which knows better what is wrong. */
    @Override
    public Duration timeout() {
        return timeout.plusSeconds(1);
    }

    @Override
    public List<Observation> look() {
        return switch (server.ask()) {
            case ApiServer.Answer.Silent(String why) -> blind(down(why), why);
            case ApiServer.Answer.Refused(String why) -> blind(new Reading.Unknown(why), why);
            case ApiServer.Answer.Here _ ->
                switch (watch.view()) {
                    case NamespaceWatch.View.None(String why) -> blind(new Reading.Unknown(why), why);
                    case NamespaceWatch.View.Clear clear -> seen(clear);
                };
        };
    }

    private Reading down(String why) {
        return new Reading.Bad(
                why,
                "The Kubernetes API of " + namespace.name() + " does not answer",
                List.of(new Fact("probe", why), new Fact("namespace", namespace.namespace())));
    }

    private List<Observation> seen(NamespaceWatch.View.Clear clear) {
        List<Observation> observations = new ArrayList<>();
        clear.workloads().forEach((id, workload) -> {
            var pods = clear.podsOf(id);
            observations.add(new Observation(subject(RuleName.SERVICE_DOWN, id), readings.service(workload, pods)));
            observations.add(
                    new Observation(subject(RuleName.WORKLOAD_DEGRADED, id), readings.completeness(workload, pods)));
            observations.add(new Observation(subject(RuleName.PODS_RESTARTING, id), readings.restarts(workload, pods)));
        });
        namespace.required().stream()
                .filter(id -> !clear.workloads().containsKey(id))
                .forEach(id ->
                        observations.add(new Observation(subject(RuleName.SERVICE_DOWN, id), readings.missing(id))));
        readings.retain(clear.workloads().keySet());
        remember(observations);
        observations.add(new Observation(api, watched(clear.workloads().size())));
        return observations;
    }

    private void remember(List<Observation> observations) {
        Set<Subject> present = new HashSet<>();
        observations.forEach(observation -> present.add(observation.subject()));
        known = present;
        complete = true;
    }

    private Reading watched(int workloads) {
        return workloads == 0
                ? new Reading.Bad(
                        "no workload is there",
                        "No workload is left in " + namespace.name(),
                        List.of(new Fact(
                                "namespace",
                                namespace.namespace()
                                        + (namespace.selector() == null ? "" : " with " + namespace.selector()))))
                : new Reading.Good(workloads + " workloads are watched");
    }

    /** @param why nobody can say how the workloads are; the incident about the API server explains it */
    private List<Observation> blind(Reading ofApi, String why) {
        List<Observation> observations = new ArrayList<>();
        observations.add(new Observation(api, ofApi));
        known.forEach(subject -> observations.add(new Observation(subject, new Reading.Unknown(why, true))));
        return observations;
    }

    @Override
    public List<Observation> late() {
        String why = "no answer within " + Wording.duration(timeout());
        return blind(down(why), why);
    }

    @Override
    public List<Observation> unseen(String reason) {
        return blind(new Reading.Unknown(reason), reason);
    }
}
