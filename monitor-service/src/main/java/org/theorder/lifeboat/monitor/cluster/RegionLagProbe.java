package org.theorder.lifeboat.monitor.cluster;

import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.ProtectionReported;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.monitor.incident.Incidents;
import org.theorder.lifeboat.monitor.latest.Latest;
import org.theorder.lifeboat.monitor.latest.LatestStore;
import org.theorder.lifeboat.monitor.probe.Configured;
import org.theorder.lifeboat.monitor.probe.LagConfiguration;
import org.theorder.lifeboat.monitor.probe.Probe;
import org.theorder.lifeboat.monitor.rule.Observation;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.monitor.rule.RuleName;
import org.theorder.lifeboat.monitor.rule.Subject;
import org.theorder.lifeboat.monitor.rule.Thresholds;
import org.theorder.lifeboat.monitor.rulebook.RuleBook;

/** The lag of every region of every cluster that backup-service reports about. */
@ApplicationScoped
@Startup // so that a wrong configuration is refused at start, not at the first use
public class RegionLagProbe implements Probe {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final LatestStore latest;
    private final Incidents incidents;
    private final Clock clock;
    private final RuleBook rules;
    private final RegionLag lag;
    private final Duration interval;
    private final Set<String> reporters;
    private final Set<Subject> known = ConcurrentHashMap.newKeySet();

    RegionLagProbe(
            LatestStore latest,
            Incidents incidents,
            Clock clock,
            LagConfiguration configuration,
            RuleBook rules,
            @ConfigProperty(name = "quarkus.application.name") String self) {
        this.latest = latest;
        this.incidents = incidents;
        this.clock = clock;
        this.reporters = Set.of("backup-service", self);
        this.rules = rules;
        this.lag = new RegionLag(Configured.positive(
                "lifeboat.monitor.replication-lag.report-stale-after", configuration.reportStaleAfter()));
        this.interval = Configured.positive("lifeboat.monitor.replication-lag.interval", configuration.interval());
    }

    @Override
    public String name() {
        return "lag of regions";
    }

    @Override
    public List<Subject> subjects() {
        return List.of();
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
        Set<ClusterName> down = incidents.clustersDown();
        boolean silent =
                incidents.openSubjects(RuleName.SERVICE_SILENT).stream().anyMatch(reporters::contains);
        // a copy that cannot be used has an incident of its own
        Set<String> faulty = Set.copyOf(incidents.openSubjects(RuleName.PROTECTION_FAULT));
        Instant now = clock.instant();
        List<Observation> all = new ArrayList<>();
        for (Latest<ProtectionReported> report : latest.all(Topics.PROTECTION_REPORTED)) {
            ClusterName cluster = report.event().cluster();
            for (ProtectionReported.Region region : report.event().regions()) {
                Subject subject =
                        RegionLag.link(cluster, region).subject(region.region().value());
                known.add(subject);
                boolean explained = silent
                        || faulty.contains(
                                new FaultSubject(cluster, region.region(), ErrorCode.STORE_UNREACHABLE).text());
                all.add(new Observation(
                        subject,
                        lag.reading(report, region, explained, down.contains(cluster), tolerated(subject), now)));
            }
        }
        return all;
    }

    private Duration tolerated(Subject subject) {
        Thresholds thresholds =
                Objects.requireNonNull(rules.current().of(subject).thresholds(), "lag is measured");
        return Duration.ofMillis(Math.round(thresholds.first() * 1000));
    }

    @Override
    public List<Observation> late() {
        return unseen("our own database did not answer in time");
    }

    @Override
    public List<Observation> unseen(String reason) {
        return known.stream()
                .map(subject -> new Observation(subject, new Reading.Unknown(reason)))
                .toList();
    }
}
