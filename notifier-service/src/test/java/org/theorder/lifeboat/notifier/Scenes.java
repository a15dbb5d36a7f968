package org.theorder.lifeboat.notifier;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.Fact;
import org.theorder.lifeboat.events.Impact;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.IncidentId;
import org.theorder.lifeboat.events.IncidentStatus;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.events.ProtectionReported;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.events.RestoreId;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.events.Team;
import org.theorder.lifeboat.notifier.component.Catalog;
import org.theorder.lifeboat.notifier.evidence.ClusterEvidence;
import org.theorder.lifeboat.notifier.evidence.Objectives;
import org.theorder.lifeboat.notifier.incident.RecordedIncident;
import org.theorder.lifeboat.notifier.incident.RecordedUpdate;
import org.theorder.lifeboat.notifier.maintenance.Maintenance;
import org.theorder.lifeboat.notifier.page.PageIdentity;
import org.theorder.lifeboat.notifier.promotion.Promotion;
import org.theorder.lifeboat.notifier.promotion.Standing;
import org.theorder.lifeboat.notifier.recovery.Expectation;
import org.theorder.lifeboat.notifier.recovery.Recovery;
import org.theorder.lifeboat.notifier.status.Observations;
import org.theorder.lifeboat.notifier.status.Past;
import org.theorder.lifeboat.notifier.status.StatusComputation;
import org.theorder.lifeboat.notifier.timeline.TimelineEntries;
import org.theorder.lifeboat.notifier.wording.ForeignText;

/** What tests and screenshots look at: an afternoon at The Order, on 22 November 2026 at 12:04:02. */
public final class Scenes {
    public static final Instant NOW = Instant.parse("2026-11-22T12:04:02Z");
    public static final ClusterName SHOP = new ClusterName("shop");
    public static final ClusterName LEDGER = new ClusterName("ledger");
    public static final BackupId BACKUP = new BackupId("20261122T120110000Z-full");
    public static final RegionName DR = new RegionName("dr");
    public static final PageIdentity IDENTITY = identity(false);
    public static final PageIdentity DRILL = identity(true);
    public static final Objectives OBJECTIVES = new Objectives(DR, Duration.ofHours(1), Duration.ofMinutes(2));

    public static final RegionName OWN = new RegionName("eu-north");
    public static final Standing IN_CHARGE = new Standing.InCharge(Promotion.first(OWN));

    public static final Observations NOTHING = Observations.none(IN_CHARGE);

    private Scenes() {}

    private static PageIdentity identity(boolean drill) {
        return new PageIdentity(
                "The Order",
                "https://status.the-order.org",
                ZoneId.of("UTC"),
                "eu-north",
                drill,
                Duration.ofMinutes(2),
                true);
    }

    /** Two databases in a group, and a website. */
    public static Catalog catalog() {
        return Catalog.of(
                () -> Map.of(
                        "shop", Declarations.component("Shop database", "Orders and customers", "shop", "databases", 1),
                        "ledger", Declarations.component("Ledger database", null, "ledger", "databases", 2),
                        "website", Declarations.component("Website", "www.the-order.org", null, null, 20)),
                () -> Map.of("databases", Declarations.group("Databases", 10)));
    }

    public static StatusComputation computation() {
        return new StatusComputation(catalog(), OBJECTIVES);
    }

    /** Everything is fresh, nothing ever happened, recorded for 200 days. */
    public static Observations allGood() {
        return with(List.of(), NOW.minus(Duration.ofDays(200)));
    }

    /** The first morning: recorded since two hours ago, nothing restored yet. */
    public static Observations firstDay() {
        Map<ClusterName, ClusterEvidence> clusters = new HashMap<>();
        for (ClusterName cluster : List.of(SHOP, LEDGER)) {
            clusters.put(
                    cluster,
                    new ClusterEvidence(
                            cluster, report(cluster, NOW.minusSeconds(1), NOW.minusSeconds(24)), Map.of(), null, null));
        }
        return new Observations(
                List.of(),
                clusters,
                firstSeen(NOW.minus(Duration.ofHours(2))),
                Past.NONE,
                NOW.minusSeconds(3),
                List.of(),
                List.of(),
                IN_CHARGE);
    }

    /** The shop's server does not answer. */
    public static Observations majorOutage() {
        return with(List.of(outage(), lastWeek()), NOW.minus(Duration.ofDays(40)));
    }

    /** The copy of the ledger is behind. */
    public static Observations degraded() {
        return ledgerTrouble(Impact.MINOR, lastWeek().state().title(), "The standby is 6 minutes behind.");
    }

    /** The ledger answers some. */
    public static Observations partialOutage() {
        return ledgerTrouble(Impact.MAJOR, "Ledger database refuses some logins", "Every third connection is refused.");
    }

    /** Somebody wrote this on Kafka to break the page. */
    public static Observations hostile() {
        String hostile = "<script>alert(1)</script><img src=x onerror=alert(2)>\u202E **[x](javascript:alert(3))** "
                + "x".repeat(1_000_000);
        return ledgerTrouble(Impact.MAJOR, ForeignText.line(hostile), ForeignText.body(hostile));
    }

    private static Observations ledgerTrouble(Impact impact, String title, String message) {
        Instant opened = NOW.minusSeconds(600);
        return with(
                List.of(incident(
                        "replication-lag-ledger-20261122t115402z",
                        1,
                        impact,
                        IncidentStatus.INVESTIGATING,
                        "ledger",
                        title,
                        opened,
                        null,
                        List.of(line(1, IncidentStatus.INVESTIGATING, impact, message, true, opened)))),
                NOW.minus(Duration.ofDays(200)));
    }

    /** It answers again, seven minutes ago. */
    public static Observations resolvedToday() {
        return with(List.of(resolved(), lastWeek()), NOW.minus(Duration.ofDays(40)));
    }

    /** Five minutes later it is known what it came from. */
    public static Observations explained() {
        RecordedIncident resolved = resolved();
        List<RecordedUpdate> lines = new ArrayList<>(resolved.updates());
        lines.add(line(
                4,
                IncidentStatus.POSTMORTEM,
                Impact.CRITICAL,
                "A disk had **failed**, and nobody was told that its twin had failed before.",
                false,
                NOW.minusSeconds(60)));
        return with(
                List.of(new RecordedIncident(resolved.state(), lines, resolved.timeline())),
                NOW.minus(Duration.ofDays(40)));
    }

    /** Besides, the website was moved, and something that began a month ago ended two days ago. */
    public static Observations eventful() {
        Instant ended = Instant.parse("2026-11-20T09:30:00Z");
        RecordedIncident lengthy = incident(
                "service-down-ledger-20261023t081500z",
                2,
                Impact.MINOR,
                IncidentStatus.RESOLVED,
                "ledger",
                "Old invoices cannot be read",
                Instant.parse("2026-10-23T08:15:00Z"),
                ended,
                List.of(line(2, IncidentStatus.RESOLVED, Impact.MINOR, "All of them are back.", false, ended)));
        return with(
                with(List.of(resolved(), lastWeek(), lengthy), NOW.minus(Duration.ofDays(40))),
                List.of(SceneMaintenances.planned(), SceneMaintenances.lately()),
                List.of());
    }

    /** Nobody has reported for five minutes. */
    public static Observations silent() {
        Observations good = resolvedToday();
        Map<ClusterName, ClusterEvidence> clusters = new HashMap<>();
        good.clusters()
                .forEach((cluster, known) -> clusters.put(
                        cluster,
                        new ClusterEvidence(
                                cluster,
                                report(
                                        cluster,
                                        NOW.minus(Duration.ofMinutes(5)),
                                        NOW.minus(Duration.ofMinutes(5)).minusSeconds(2)),
                                known.copies(),
                                known.proof(),
                                null)));
        return new Observations(
                good.incidents(),
                clusters,
                good.firstSeen(),
                good.past(),
                NOW.minus(Duration.ofMinutes(5)),
                List.of(),
                List.of(),
                IN_CHARGE);
    }

    /** The website is worked on since four minutes, and the ledger will be next week. */
    public static Observations maintenance() {
        return with(allGood(), List.of(SceneMaintenances.planned(), SceneMaintenances.running()), List.of());
    }

    /** The shop is restored. */
    public static Observations recovery() {
        return with(
                majorOutage(),
                List.of(),
                List.of(new Recovery(
                        new RestoreId("restore-1"),
                        SHOP,
                        "replaying",
                        3,
                        5,
                        40,
                        NOW.minusSeconds(60),
                        NOW.minusSeconds(4),
                        new Expectation(NOW.plusSeconds(240), NOW.plusSeconds(420), 23))));
    }

    private static Observations with(Observations observed, List<Maintenance> maintenances, List<Recovery> recoveries) {
        return new Observations(
                observed.incidents(),
                observed.clusters(),
                observed.firstSeen(),
                new Past(observed.incidents(), maintenances, List.of()),
                observed.monitoringHeardAt(),
                maintenances,
                recoveries,
                observed.standing());
    }

    public static Observations with(List<RecordedIncident> incidents, Instant firstSeen) {
        Map<ClusterName, ClusterEvidence> clusters = new HashMap<>();
        clusters.put(SHOP, evidence(SHOP));
        clusters.put(LEDGER, evidence(LEDGER));
        return new Observations(
                incidents,
                clusters,
                firstSeen(firstSeen),
                new Past(incidents, List.of(), List.of()),
                NOW.minusSeconds(3),
                List.of(),
                List.of(),
                IN_CHARGE);
    }

    public static Map<String, Instant> firstSeen(Instant at) {
        return Map.of("shop", at, "ledger", at, "website", at);
    }

    public static ClusterEvidence evidence(ClusterName cluster) {
        return new ClusterEvidence(
                cluster,
                report(cluster, NOW.minusSeconds(1), Instant.parse("2026-11-22T12:03:38.250Z")),
                Map.of(
                        DR,
                        new ClusterEvidence.Copy(
                                new ClusterEvidence.Backup(
                                        new BackupId("20261122T120110000Z-full"),
                                        Instant.parse("2026-11-22T12:01:10Z"),
                                        312_000_000L),
                                Instant.parse("2026-11-22T12:02:20Z"),
                                null)),
                new ClusterEvidence.Proof(Instant.parse("2026-11-22T11:03:20Z"), Duration.ofMillis(14_320)),
                null);
    }

    public static ProtectionReported report(ClusterName cluster, Instant at, Instant safeThrough) {
        return new ProtectionReported(
                cluster,
                at,
                Lsn.parse("0/5000060"),
                true,
                null,
                List.of(
                        new ProtectionReported.Region(
                                new RegionName("primary"),
                                Lsn.parse("0/5000060"),
                                safeThrough,
                                new BackupId("20261122T120110000Z-full"),
                                Instant.parse("2026-11-22T12:01:10Z"),
                                null),
                        new ProtectionReported.Region(
                                DR,
                                Lsn.parse("0/5000060"),
                                safeThrough,
                                new BackupId("20261122T120110000Z-full"),
                                Instant.parse("2026-11-22T12:01:10Z"),
                                null)));
    }

    public static RecordedIncident outage() {
        Instant opened = Instant.parse("2026-11-22T12:01:40Z");
        return incident(
                "service-down-shop-20261122t120140z",
                3,
                Impact.CRITICAL,
                IncidentStatus.IDENTIFIED,
                "shop",
                "Shop database does not answer",
                opened,
                null,
                List.of(
                        line(
                                1,
                                IncidentStatus.INVESTIGATING,
                                Impact.CRITICAL,
                                "The shop database does not answer.",
                                true,
                                opened),
                        line(
                                2,
                                IncidentStatus.INVESTIGATING,
                                Impact.CRITICAL,
                                "The database team is on it.",
                                true,
                                opened.plusSeconds(25)),
                        line(
                                3,
                                IncidentStatus.IDENTIFIED,
                                Impact.CRITICAL,
                                "The server lost its disk. We restore it from the copy in the other region;\nno order up to 12:01:38 is lost.",
                                false,
                                opened.plusSeconds(90))));
    }

    public static RecordedIncident resolved() {
        RecordedIncident outage = outage();
        Instant opened = Instant.parse("2026-11-22T11:52:40Z");
        Instant ended = opened.plusSeconds(271);
        List<RecordedUpdate> lines = new ArrayList<>();
        lines.add(line(
                1, IncidentStatus.INVESTIGATING, Impact.CRITICAL, "The shop database does not answer.", true, opened));
        lines.add(line(
                2,
                IncidentStatus.MONITORING,
                Impact.CRITICAL,
                "Restored from region dr to 11:52:38 UTC in 14 s, verified: page-checksums 45210 pages, 0 bad.",
                true,
                opened.plusSeconds(230)));
        lines.add(line(3, IncidentStatus.RESOLVED, Impact.CRITICAL, "The shop database answers again.", true, ended));
        return incident(
                "service-down-shop-20261122t115240z",
                3,
                Impact.CRITICAL,
                IncidentStatus.RESOLVED,
                "shop",
                outage.state().title(),
                opened,
                ended,
                lines);
    }

    public static RecordedIncident lastWeek() {
        Instant opened = Instant.parse("2026-11-15T22:50:00Z");
        return incident(
                "replication-lag-ledger-20261115t225000z",
                2,
                Impact.MINOR,
                IncidentStatus.RESOLVED,
                "ledger",
                "The copy of the ledger is behind",
                opened,
                opened.plus(Duration.ofMinutes(95)),
                List.of(
                        line(
                                1,
                                IncidentStatus.INVESTIGATING,
                                Impact.MINOR,
                                "The standby is 6 minutes behind.",
                                true,
                                opened),
                        line(
                                2,
                                IncidentStatus.RESOLVED,
                                Impact.MINOR,
                                "The standby has caught up.",
                                true,
                                opened.plus(Duration.ofMinutes(95)))));
    }

    public static RecordedIncident incident(
            String id,
            int version,
            Impact impact,
            IncidentStatus status,
            String component,
            String title,
            Instant opened,
            Instant resolved,
            List<RecordedUpdate> lines) {
        return new RecordedIncident(
                new Incident(
                        new IncidentId(id),
                        version,
                        "service-down",
                        component,
                        Severity.CRITICAL,
                        impact,
                        status,
                        component,
                        Team.DATABASE,
                        title,
                        List.of(new Fact("probe", "connection refused on 127.0.0.1:5432, 3 times in a row")),
                        "restore-latest",
                        null,
                        opened,
                        resolved),
                lines.stream().map(named(id)).toList(),
                TimelineEntries.of(id, lines));
    }

    public static RecordedUpdate line(
            int version, IncidentStatus status, Impact impact, String body, boolean automatic, Instant at) {
        return new RecordedUpdate("line-" + version, version, status, impact, body, automatic, !automatic, at);
    }

    private static UnaryOperator<RecordedUpdate> named(String incident) {
        return line -> new RecordedUpdate(
                incident + "-" + line.version(),
                line.version(),
                line.status(),
                line.impact(),
                line.body(),
                line.automatic(),
                line.mailed(),
                line.at());
    }
}
