package org.theorder.lifeboat.monitor.cluster;

import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.ProtectionReported;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.monitor.incident.Incidents;
import org.theorder.lifeboat.monitor.latest.Latest;
import org.theorder.lifeboat.monitor.latest.LatestStore;
import org.theorder.lifeboat.monitor.probe.Configured;
import org.theorder.lifeboat.monitor.probe.HeardProbe;
import org.theorder.lifeboat.monitor.probe.LagConfiguration;
import org.theorder.lifeboat.monitor.probe.PrimaryProbes;
import org.theorder.lifeboat.monitor.rule.Observation;
import org.theorder.lifeboat.monitor.rule.RuleName;
import org.theorder.lifeboat.monitor.rule.Subject;
import org.theorder.lifeboat.monitor.rulebook.RuleBook;

/** The lag of every region of every cluster that backup-service reports about. */
@Singleton
@Startup // so that a wrong configuration is refused at start, not at the first use
public class RegionLagProbe extends HeardProbe {
    private static final Predicate<String> OTHERS =
            Pattern.compile("standby-.*|replication|object-storage").asMatchPredicate();

    private final LatestStore latest;
    private final Incidents incidents;
    private final PrimaryProbes primaries;
    private final Clock clock;
    private final RuleBook rules;
    private final RegionLag lag;
    private final Set<String> reporters;

    RegionLagProbe(
            LatestStore latest,
            Incidents incidents,
            PrimaryProbes primaries,
            Clock clock,
            LagConfiguration configuration,
            RuleBook rules,
            @ConfigProperty(name = "quarkus.application.name") String self) {
        super(
                "lag of regions",
                RuleName.REPLICATION_LAG,
                Configured.interval("lifeboat.monitor.replication-lag.interval", configuration.interval()));
        this.latest = latest;
        this.incidents = incidents;
        this.primaries = primaries;
        this.clock = clock;
        this.reporters = Set.of("backup-service", self);
        this.rules = rules;
        this.lag = new RegionLag(Configured.positive(
                "lifeboat.monitor.replication-lag.report-stale-after", configuration.reportStaleAfter()));
    }

    /** {@code cluster/region}; standbys, what shows them, and object storage are looked at by others. */
    @Override
    protected boolean hears(Subject check) {
        String prefix = check.cluster() + "/";
        return check.key().subject().startsWith(prefix)
                && !OTHERS.test(check.key().subject().substring(prefix.length()));
    }

    @Override
    protected List<Observation> heard() {
        Set<ClusterName> down = primaries.clusters(incidents.openSubjects(RuleName.SERVICE_DOWN));
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
                boolean explained = silent
                        || faulty.contains(
                                new FaultSubject(cluster, region.region(), ErrorCode.STORE_UNREACHABLE).text());
                all.add(new Observation(
                        subject,
                        lag.reading(
                                report,
                                region,
                                explained,
                                down.contains(cluster),
                                rules.current().of(subject).limit(),
                                now)));
            }
        }
        return all;
    }
}
