package org.theorder.lifeboat.notifier.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.theorder.lifeboat.notifier.Scenes.LEDGER;
import static org.theorder.lifeboat.notifier.Scenes.NOW;
import static org.theorder.lifeboat.notifier.Scenes.SHOP;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.Impact;
import org.theorder.lifeboat.events.IncidentStatus;
import org.theorder.lifeboat.events.ProtectionReported;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.notifier.Scenes;
import org.theorder.lifeboat.notifier.component.Catalog;
import org.theorder.lifeboat.notifier.evidence.ClusterEvidence;
import org.theorder.lifeboat.notifier.incident.RecordedIncident;

class StatusComputationTest {
    private final StatusComputation computation = Scenes.computation();

    @Test
    void freshEvidenceAndNoIncidentIsOperational() {
        Status status = computation.at(NOW, Scenes.allGood());

        assertThat(status.overall()).isEqualTo(ComponentState.OPERATIONAL);
        assertThat(lines(status, "shop"))
                .containsExactly(
                        "data safe up to 12:03:38 UTC, lag now 22 s, in region dr (goal 1 h)",
                        "last backup 12:01:10 UTC, 312 MB",
                        "last backup verified 12:02 UTC",
                        "last restore proven 11:03 UTC, 14 s");
        assertThat(status.safety())
                .isInstanceOfSatisfying(
                        Safety.Known.class, known -> assertThat(known.goalMet()).isTrue());
    }

    @Test
    void theWorstOpenIncidentDecidesAboutItsComponentAndTheWorstComponentAboutAll() {
        RecordedIncident minor = Scenes.incident(
                "minor",
                1,
                Impact.MINOR,
                IncidentStatus.INVESTIGATING,
                "shop",
                "Slow",
                NOW.minusSeconds(90),
                null,
                List.of());

        Status status =
                computation.at(NOW, Scenes.with(List.of(minor, Scenes.outage()), NOW.minus(Duration.ofDays(1))));

        assertThat(status.component("shop").state()).isEqualTo(ComponentState.MAJOR_OUTAGE);
        assertThat(status.component("shop").since())
                .isEqualTo(Scenes.outage().state().openedAt());
        assertThat(status.component("ledger").state()).isEqualTo(ComponentState.OPERATIONAL);
        assertThat(status.overall()).isEqualTo(ComponentState.MAJOR_OUTAGE);
    }

    @Test
    void anOpenIncidentOfAComponentThatIsNotDeclaredIsNotLost() {
        RecordedIncident elsewhere = Scenes.incident(
                "x", 1, Impact.MAJOR, IncidentStatus.INVESTIGATING, "undeclared", "Elsewhere", NOW, null, List.of());

        assertThat(computation.at(NOW, Scenes.with(List.of(elsewhere), NOW)).overall())
                .isEqualTo(ComponentState.PARTIAL_OUTAGE);
    }

    @Test
    void anIncidentWithoutImpactLeavesItsComponentGreen() {
        RecordedIncident harmless = Scenes.incident(
                "x", 1, Impact.NONE, IncidentStatus.INVESTIGATING, "shop", "Drill overdue", NOW, null, List.of());

        assertThat(computation.at(NOW, Scenes.with(List.of(harmless), NOW)).overall())
                .isEqualTo(ComponentState.OPERATIONAL);
    }

    @Test
    void silenceIsUnknownAndNeverGreen() {
        Status status = computation.at(NOW, Scenes.silent());

        assertThat(status.overall()).isEqualTo(ComponentState.UNKNOWN);
        assertThat(lines(status, "shop"))
                .startsWith("unknown since 11:59:02 UTC: no newer report about its protection")
                .contains("last measured: data safe up to 11:59:00 UTC in region dr (goal 1 h)");
        assertThat(lines(status, "website"))
                .containsExactly("unknown since 11:59:02 UTC: no newer sign of life of the monitoring");
        assertThat(status.safety()).isInstanceOf(Safety.Unknown.class);
    }

    @Test
    void aReportIsFreshForTwoMinutesAndNotALittleLonger() {
        assertThat(stateWithReportFrom(NOW.minus(Duration.ofMinutes(2)))).isEqualTo(ComponentState.OPERATIONAL);
        assertThat(stateWithReportFrom(NOW.minus(Duration.ofMinutes(2)).minusMillis(1)))
                .isEqualTo(ComponentState.UNKNOWN);
    }

    @Test
    void aReportFromTheFutureIsAsDoubtfulAsAnOldOne() {
        assertThat(stateWithReportFrom(NOW.plus(Duration.ofMinutes(3)))).isEqualTo(ComponentState.UNKNOWN);
    }

    @Test
    void nothingIsGreenBeforeItsFirstBackup() {
        ProtectionReported report = Scenes.report(SHOP, NOW, NOW);
        ProtectionReported none = new ProtectionReported(
                SHOP,
                NOW,
                null,
                true,
                null,
                report.regions().stream()
                        .map(copy -> new ProtectionReported.Region(copy.region(), null, null, null, null, null))
                        .toList());

        Status status = computation.at(NOW, with(new ClusterEvidence(SHOP, none, Map.of(), null, null)));

        assertThat(status.component("shop").state()).isEqualTo(ComponentState.UNKNOWN);
        assertThat(lines(status, "shop")).startsWith("unknown: no backup in region dr yet");
    }

    @Test
    void nothingWasEverHeardIsUnknown() {
        Status status = computation.at(NOW, Scenes.NOTHING);

        assertThat(status.overall()).isEqualTo(ComponentState.UNKNOWN);
        assertThat(lines(status, "shop")).startsWith("unknown: no report about its protection yet");
    }

    @Test
    void noComponentsAreUnknownUnlessSomethingIsOpen() {
        StatusComputation empty = new StatusComputation(Catalog.of(Map::of, Map::of), Scenes.OBJECTIVES);

        assertThat(empty.at(NOW, Scenes.NOTHING).overall()).isEqualTo(ComponentState.UNKNOWN);
        assertThat(empty.at(NOW, Scenes.majorOutage()).overall()).isEqualTo(ComponentState.MAJOR_OUTAGE);
        assertThat(empty.at(NOW, Scenes.NOTHING).safety()).isInstanceOf(Safety.NotMeasured.class);
    }

    @Test
    void knownTroubleOutweighsSilence() {
        Observations silent = Scenes.silent();
        Status status = computation.at(
                NOW,
                new Observations(
                        List.of(Scenes.outage()),
                        silent.clusters(),
                        silent.firstSeen(),
                        Past.NONE,
                        silent.monitoringHeardAt(),
                        List.of(),
                        List.of(),
                        Scenes.IN_CHARGE));

        assertThat(status.component("shop").state()).isEqualTo(ComponentState.MAJOR_OUTAGE);
        assertThat(lines(status, "shop")).anyMatch(line -> line.startsWith("unknown since"));
    }

    @Test
    void aStaleStatusHasNothingGreen() {
        Status status = computation.stale(NOW, Scenes.allGood());

        assertThat(status.stale()).isTrue();
        assertThat(status.overall()).isEqualTo(ComponentState.UNKNOWN);
        assertThat(status.in(ComponentState.OPERATIONAL)).isEmpty();
    }

    @Test
    void theGoalIsMissedWhenTheDataOfOneDatabaseIsTooOld() {
        Instant old = NOW.minus(Duration.ofMinutes(72));

        Status status = computation.at(
                NOW, with(new ClusterEvidence(SHOP, Scenes.report(SHOP, NOW, old), Map.of(), null, null)));

        assertThat(status.safety()).isInstanceOfSatisfying(Safety.Known.class, known -> {
            assertThat(known.goalMet()).isFalse();
            assertThat(known.through()).isEqualTo(old);
            assertThat(known.oldest().id()).isEqualTo("shop");
        });
    }

    @Test
    void aFailedRestoreAfterTheLastGoodOneIsTold() {
        ClusterEvidence good = Scenes.evidence(SHOP);

        Status status = computation.at(
                NOW,
                with(new ClusterEvidence(
                        SHOP, good.protection(), good.copies(), good.proof(), NOW.minus(Duration.ofMinutes(1)))));

        assertThat(lines(status, "shop")).endsWith("the newest restore did not pass its checks, 12:03 UTC");
    }

    @Test
    void aBackupThatIsCompleteOnlyElsewhereIsNone() {
        ClusterEvidence good = Scenes.evidence(SHOP);
        ClusterEvidence elsewhere = new ClusterEvidence(
                SHOP,
                withoutBackup(good.protection(), Scenes.DR),
                Map.of(new RegionName("primary"), good.copy(Scenes.DR)),
                good.proof(),
                null);

        Status status = computation.at(NOW, with(elsewhere));

        assertThat(status.component("shop").state()).isEqualTo(ComponentState.UNKNOWN);
        assertThat(lines(status, "shop"))
                .startsWith("unknown: no backup in region dr yet")
                .contains("no backup in region dr yet", "no backup verified yet");
    }

    @Test
    void aNewerReportKnowsThatABackupIsGone() {
        ClusterEvidence good = Scenes.evidence(SHOP);
        ProtectionReported gone = withoutBackup(good.protection(), Scenes.DR);

        Status status = computation.at(NOW, with(new ClusterEvidence(SHOP, gone, good.copies(), good.proof(), null)));

        assertThat(status.component("shop").state()).isEqualTo(ComponentState.UNKNOWN);
    }

    @Test
    void aBackupThatWasReadBackAndIsDamagedIsTold() {
        ClusterEvidence good = Scenes.evidence(SHOP);
        ClusterEvidence.Copy copy = good.copy(Scenes.DR);
        ClusterEvidence damaged = new ClusterEvidence(
                SHOP,
                good.protection(),
                Map.of(Scenes.DR, new ClusterEvidence.Copy(copy.backup(), copy.verifiedAt(), NOW)),
                good.proof(),
                null);

        assertThat(lines(computation.at(NOW, with(damaged)), "shop"))
                .contains("the backup that was read back 12:04 UTC is damaged");
    }

    private static ProtectionReported withoutBackup(ProtectionReported report, RegionName region) {
        return new ProtectionReported(
                report.cluster(),
                report.at(),
                report.primaryLsn(),
                true,
                null,
                report.regions().stream()
                        .map(copy -> copy.region().equals(region)
                                ? new ProtectionReported.Region(
                                        region, copy.durableLsn(), copy.safeThrough(), null, null, null)
                                : copy)
                        .toList());
    }

    private ComponentState stateWithReportFrom(Instant at) {
        return computation
                .at(NOW, with(new ClusterEvidence(SHOP, Scenes.report(SHOP, at, at), Map.of(), null, null)))
                .component("shop")
                .state();
    }

    private static Observations with(ClusterEvidence evidence) {
        Map<ClusterName, ClusterEvidence> clusters = new HashMap<>();
        clusters.put(LEDGER, Scenes.evidence(LEDGER));
        clusters.put(evidence.cluster(), evidence);
        return new Observations(
                List.of(),
                clusters,
                Scenes.firstSeen(NOW),
                Past.NONE,
                NOW.minusSeconds(3),
                List.of(),
                List.of(),
                Scenes.IN_CHARGE);
    }

    private static List<String> lines(Status status, String component) {
        return status.component(component).evidence().stream()
                .map(Evidence::text)
                .toList();
    }
}
