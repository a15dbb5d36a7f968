package org.theorder.lifeboat.monitor.cluster;

import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.Fact;
import org.theorder.lifeboat.events.ProtectionReported;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.monitor.incident.Incidents;
import org.theorder.lifeboat.monitor.latest.Latest;
import org.theorder.lifeboat.monitor.latest.LatestStore;
import org.theorder.lifeboat.monitor.probe.Configured;
import org.theorder.lifeboat.monitor.probe.HeardProbe;
import org.theorder.lifeboat.monitor.probe.LagConfiguration;
import org.theorder.lifeboat.monitor.probe.PrimaryProbes;
import org.theorder.lifeboat.monitor.rule.Observation;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.monitor.rule.RuleName;
import org.theorder.lifeboat.monitor.wording.Wording;

/**
 * Every typed reason in the newest protection report is a check that fails until a report comes without it. While nothing is
 * reported nobody knows, nor, while the database itself is down, what only that can tell, nor, while a region cannot be read,
 * what is damaged there; another incident says so. What lies in the repository is judged all the same while the database is
 * down: somebody is about to restore from it.
 */
@Singleton
@Startup // so that a wrong configuration is refused at start, not at the first use
public class ProtectionFaultProbe extends HeardProbe {
    private static final Duration INTERVAL = Duration.ofSeconds(2);

    private final LatestStore latest;
    private final Incidents incidents;
    private final PrimaryProbes primaries;
    private final Clock clock;
    private final Duration staleAfter;
    private final Set<FaultSubject> known = ConcurrentHashMap.newKeySet();

    ProtectionFaultProbe(
            LatestStore latest,
            Incidents incidents,
            PrimaryProbes primaries,
            Clock clock,
            LagConfiguration configuration) {
        super("faults of protection", RuleName.PROTECTION_FAULT, INTERVAL);
        this.latest = latest;
        this.incidents = incidents;
        this.primaries = primaries;
        this.clock = clock;
        this.staleAfter = Configured.positive(
                "lifeboat.monitor.replication-lag.report-stale-after", configuration.reportStaleAfter());
    }

    @Override
    protected List<Observation> heard() {
        Set<ClusterName> down = primaries.clusters(incidents.openSubjects(RuleName.SERVICE_DOWN));
        Set<String> lagging = Set.copyOf(incidents.openSubjects(RuleName.REPLICATION_LAG));
        // an incident from before our own restart must be able to end
        incidents.openSubjects(RuleName.PROTECTION_FAULT).stream()
                .flatMap(text -> FaultSubject.parse(text).stream())
                .forEach(known::add);
        Instant now = clock.instant();
        Map<ClusterName, Latest<ProtectionReported>> reports = new LinkedHashMap<>();
        for (Latest<ProtectionReported> report : latest.all(Topics.PROTECTION_REPORTED)) {
            ClusterName cluster = report.event().cluster();
            reports.put(cluster, report);
            report.event().knownFaults().forEach(fault -> known.add(FaultSubject.of(cluster, fault)));
        }
        List<Observation> all = new ArrayList<>();
        for (FaultSubject subject : known) {
            Latest<ProtectionReported> report = reports.get(subject.cluster());
            if (report != null) {
                all.add(new Observation(
                        subject.subject(), reading(subject, report, down.contains(subject.cluster()), lagging, now)));
            }
        }
        return all;
    }

    /** @param down whether the database is, which may be the only one to know */
    Reading reading(
            FaultSubject subject, Latest<ProtectionReported> report, boolean down, Set<String> lagging, Instant now) {
        if (Duration.between(report.receivedAt(), now).compareTo(staleAfter) > 0) {
            return new Reading.Unknown("no report since " + Wording.time(report.receivedAt(), now), true);
        }
        if (down && subject.toldByServer()) {
            return new Reading.Unknown("the database is down", true);
        }
        boolean told = subject.reason() == ErrorCode.REGION_BEHIND
                && lagging.contains(subject.cluster() + "/" + subject.region());
        return report.event().knownFaults().stream()
                .filter(fault -> FaultSubject.of(subject.cluster(), fault).equals(subject))
                .findFirst()
                .<Reading>map(
                        fault -> told ? new Reading.Between("lags, see replication-lag") : bad(subject, fault, report))
                .orElseGet(() -> subject.toldByRegion() && isUnreachable(subject.region(), report.event())
                        ? new Reading.Unknown("the region cannot be read", true)
                        : new Reading.Good("not reported"));
    }

    private static boolean isUnreachable(@Nullable RegionName region, ProtectionReported report) {
        return report.knownFaults().stream()
                .anyMatch(fault ->
                        fault.reason() == ErrorCode.STORE_UNREACHABLE && Objects.equals(fault.region(), region));
    }

    private static Reading bad(
            FaultSubject subject, ProtectionReported.Fault fault, Latest<ProtectionReported> report) {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("reason", subject.reason().slug()));
        facts.add(new Fact("what", Wording.line(fault.explanation())));
        Long retained = report.event().retainedWalBytes();
        if (retained != null && subject.region() == null) {
            facts.add(new Fact("WAL kept by the primary", Wording.bytes(retained)));
        }
        return new Reading.Bad(
                subject.reason().slug(), subject.place() + ": " + FaultTitles.of(subject.reason()), facts);
    }
}
