package org.theorder.lifeboat.notifier.status;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.notifier.component.Component;
import org.theorder.lifeboat.notifier.evidence.ClusterEvidence;
import org.theorder.lifeboat.notifier.incident.RecordedIncident;
import org.theorder.lifeboat.notifier.maintenance.Maintenance;
import org.theorder.lifeboat.notifier.wording.Moment;

/**
 * One computation.
 *
 * @param stale true if no evidence counts
 */
record StatusRound(StatusComputation computation, Instant now, Observations observed, boolean stale) {
    private static final Duration WORTH_A_NAME = Duration.ofMinutes(1);

    Status status() {
        List<ComponentStatus> components =
                computation.catalog().components().stream().map(this::component).toList();
        return new Status(
                now,
                overall(components),
                components,
                safety(),
                observed.incidents(),
                observed.maintenances(),
                observed.recoveries(),
                newest(Stream.of(
                                        components.stream().map(ComponentStatus::changedAt),
                                        observed.incidents().stream().map(RecordedIncident::changedAt),
                                        observed.maintenances().stream().map(Maintenance::changedAt))
                                .flatMap(times -> times))
                        .orElse(now),
                lastProof(),
                observed.standing(),
                stale);
    }

    private ComponentState overall(List<ComponentStatus> components) {
        // without components nothing is known, so nothing is good
        ComponentState worst = components.isEmpty() || stale ? ComponentState.UNKNOWN : ComponentState.OPERATIONAL;
        for (ComponentStatus component : components) {
            worst = worst.worse(component.state());
        }
        return worst.worse(worstOfOpen(observed.incidents()));
    }

    private ComponentStatus component(Component component) {
        List<RecordedIncident> own = observed.incidents().stream()
                .filter(incident -> incident.state().component().equals(component.id()))
                .toList();
        Instant firstSeen = observed.firstSeen().getOrDefault(component.id(), now);
        List<Maintenance> work = observed.maintenances().stream()
                .filter(maintenance -> maintenance.components().contains(component.id()))
                .toList();
        Doubt doubt = doubt(component);
        ComponentState state = state(worstOfOpen(own), doubt, work);
        Instant since = switch (state) {
            case UNDER_MAINTENANCE -> beginOf(work);
            case UNKNOWN -> doubt == null ? null : doubt.since();
            case OPERATIONAL, DEGRADED, PARTIAL_OUTAGE, MAJOR_OUTAGE -> beginOf(state, own);
        };
        Instant changed = newest(
                        Stream.concat(Stream.of(firstSeen), own.stream().map(RecordedIncident::changedAt)))
                .orElse(firstSeen);
        return new ComponentStatus(
                component,
                state,
                firstSeen,
                since == null || since.isBefore(changed) ? changed : since,
                since,
                evidence(component, doubt),
                Uptime.of(past().of(component.id()), firstSeen, now));
    }

    /** Announced work explains that nothing is heard; trouble that is known stands all the same. */
    private ComponentState state(ComponentState trouble, @Nullable Doubt doubt, List<Maintenance> work) {
        if (!stale && trouble == ComponentState.OPERATIONAL && work.stream().anyMatch(Maintenance::isRunning)) {
            return ComponentState.UNDER_MAINTENANCE;
        }
        return trouble.worse(doubt == null ? ComponentState.OPERATIONAL : ComponentState.UNKNOWN);
    }

    private static @Nullable Instant beginOf(List<Maintenance> work) {
        return work.stream()
                .filter(Maintenance::isRunning)
                .map(Maintenance::beganAt)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    private static @Nullable Instant beginOf(ComponentState state, List<RecordedIncident> incidents) {
        return incidents.stream()
                .filter(RecordedIncident::isOpen)
                .filter(incident -> state != ComponentState.OPERATIONAL
                        && ComponentState.of(incident.state().impact()) == state)
                .map(incident -> incident.state().openedAt())
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    /**
     * Why a component cannot be called good.
     *
     * @param since when the last thing was heard; null if never
     */
    private record Doubt(String about, @Nullable Instant since) {
        Evidence evidence(Instant now) {
            return since == null
                    ? Evidence.of("unknown: no " + about + " yet")
                    : new Evidence("unknown since ", Moment.toTheSecond(since, now), ": no newer " + about);
        }
    }

    private @Nullable Doubt doubt(Component component) {
        if (component.cluster() != null) {
            Instant reported = observed.evidence(component.cluster()).reportedAt();
            if (!isFresh(reported)) {
                return new Doubt("report about its protection", reported);
            }
            if (observed.evidence(component.cluster())
                            .newestBackup(computation.objectives().region())
                    == null) {
                return new Doubt("backup in region " + computation.objectives().region(), null);
            }
        }
        Instant heard = observed.monitoringHeardAt();
        return isFresh(heard) ? null : new Doubt("sign of life of the monitoring", heard);
    }

    /** With the time in which nobody watches at this moment. */
    private Past past() {
        Instant heard = observed.monitoringHeardAt();
        return computation.objectives().isFresh(heard, now)
                ? observed.past()
                : observed.past().unwatchedSince(heard == null ? Instant.EPOCH : heard, now);
    }

    private boolean isFresh(@Nullable Instant at) {
        return !stale && computation.objectives().isFresh(at, now);
    }

    private List<Evidence> evidence(Component component, @Nullable Doubt doubt) {
        List<Evidence> lines = new ArrayList<>();
        if (doubt != null) {
            lines.add(doubt.evidence(now));
        }
        if (component.cluster() != null) {
            ClusterEvidence known = observed.evidence(component.cluster());
            lines.addAll(new EvidenceLines(computation.objectives()).of(known, isFresh(known.reportedAt()), now));
        } else if (doubt == null && observed.monitoringHeardAt() != null) {
            lines.add(new Evidence(
                    "watched by the monitoring, heard ", Moment.toTheSecond(observed.monitoringHeardAt(), now), ""));
        }
        return List.copyOf(lines);
    }

    /** A component that has a cluster, and what is known about it. */
    private record Database(
            Component component,
            ClusterEvidence known,
            @Nullable Instant safeThrough) {}

    private List<Database> databases() {
        List<Database> databases = new ArrayList<>();
        for (Component component : computation.catalog().components()) {
            if (component.cluster() != null) {
                ClusterEvidence known = observed.evidence(component.cluster());
                databases.add(new Database(
                        component,
                        known,
                        known.safeThrough(computation.objectives().region())));
            }
        }
        return databases;
    }

    private Safety safety() {
        List<Database> databases = databases();
        if (databases.isEmpty()) {
            return new Safety.NotMeasured();
        }
        Optional<Safety.Unknown> unknown = databases.stream()
                .filter(database -> database.safeThrough() == null
                        || !isFresh(database.known().reportedAt()))
                .map(database -> new Safety.Unknown(
                        database.component(), database.known().reportedAt(), database.safeThrough()))
                .min(Comparator.comparing(Safety.Unknown::since, Comparator.nullsFirst(Comparator.naturalOrder())));
        return unknown.<Safety>map(none -> none).orElseGet(() -> known(databases));
    }

    private Safety known(List<Database> databases) {
        Component oldest = databases.getFirst().component();
        Instant through = Instant.MAX;
        Instant best = Instant.MIN;
        for (Database database : databases) {
            Instant safe = Objects.requireNonNull(database.safeThrough());
            best = safe.isAfter(best) ? safe : best;
            if (safe.isBefore(through)) {
                oldest = database.component();
                through = safe;
            }
        }
        Duration age = Duration.between(through, now);
        boolean met = age.compareTo(computation.objectives().rpo()) <= 0;
        return new Safety.Known(
                through, age, met, Duration.between(through, best).compareTo(WORTH_A_NAME) < 0 ? null : oldest);
    }

    private @Nullable Instant lastProof() {
        List<ClusterEvidence.Proof> proofs = databases().stream()
                .map(database -> database.known().proof())
                .filter(Objects::nonNull)
                .toList();
        return proofs.size() < databases().size()
                ? null
                : proofs.stream()
                        .map(ClusterEvidence.Proof::completedAt)
                        .min(Comparator.naturalOrder())
                        .orElse(null);
    }

    private static ComponentState worstOfOpen(Collection<RecordedIncident> incidents) {
        ComponentState worst = ComponentState.OPERATIONAL;
        for (RecordedIncident incident : incidents) {
            if (incident.isOpen()) {
                worst = worst.worse(ComponentState.of(incident.state().impact()));
            }
        }
        return worst;
    }

    private static Optional<Instant> newest(Stream<Instant> times) {
        return times.max(Comparator.naturalOrder());
    }
}
