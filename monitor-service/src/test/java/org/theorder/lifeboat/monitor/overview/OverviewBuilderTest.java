package org.theorder.lifeboat.monitor.overview;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.DrillCompleted;
import org.theorder.lifeboat.events.Impact;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.IncidentId;
import org.theorder.lifeboat.events.IncidentStatus;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.events.RestoreCompleted;
import org.theorder.lifeboat.events.RestoreId;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.events.Team;
import org.theorder.lifeboat.monitor.Samples;
import org.theorder.lifeboat.monitor.check.Check;
import org.theorder.lifeboat.monitor.cluster.ClusterFacts;
import org.theorder.lifeboat.monitor.cluster.ClusterFacts.Objective;
import org.theorder.lifeboat.monitor.cluster.ClusterFacts.Stream;
import org.theorder.lifeboat.monitor.rule.CheckState;
import org.theorder.lifeboat.monitor.work.RestoreService;

class OverviewBuilderTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:04:02Z");
    private static final ClusterName SHOP = new ClusterName("shop");
    private static final RestoreCompleted RESTORE = Samples.restore("shop", null, NOW.minus(Duration.ofHours(3)));
    private static final Check GOOD = check(CheckState.OK, NOW);

    private static Check check(CheckState state, Instant evaluatedAt) {
        return new Check(
                "service-down",
                "shop",
                "shop",
                "shop",
                Team.DATABASE,
                state,
                NOW.minusSeconds(60),
                "select 1 in 3 ms",
                "3 failures in a row",
                evaluatedAt,
                evaluatedAt);
    }

    private static ClusterFacts.Region region(String name, Duration rpo, Objective objective) {
        return new ClusterFacts.Region(
                new RegionName(name), NOW.minus(rpo), rpo, objective, Samples.BACKUP, NOW.minusSeconds(600), null);
    }

    private static ClusterFacts facts(
            Stream stream,
            @Nullable RestoreCompleted restore,
            @Nullable DrillCompleted drill,
            ClusterFacts.Region... regions) {
        return new ClusterFacts(
                SHOP,
                NOW,
                stream,
                null,
                Duration.ofHours(1),
                Duration.ofHours(4),
                List.of(regions),
                regions.length == 0 ? List.of() : List.of(Samples.backup("shop", NOW.minusSeconds(600))),
                List.of(),
                restore,
                null,
                drill);
    }

    private static ClusterFacts safe(@Nullable RestoreCompleted restore) {
        return facts(Stream.STREAMING, restore, null, region("dr", Duration.ofSeconds(2), Objective.MET));
    }

    private static DrillCompleted drill(boolean passed, Instant completedAt, Duration took) {
        return new DrillCompleted(
                new RestoreId("drill-a"),
                SHOP,
                new RegionName("dr"),
                new BackupId("20261122T120000123Z-full"),
                passed,
                completedAt,
                took,
                List.of(),
                null,
                null,
                null,
                null);
    }

    private static Incident incident(Severity severity) {
        return new Incident(
                new IncidentId("service-down-shop-20261122t120340123z"),
                1,
                "service-down",
                "shop",
                severity,
                Impact.CRITICAL,
                IncidentStatus.INVESTIGATING,
                "shop",
                Team.DATABASE,
                "Database shop does not answer",
                List.of(),
                null,
                null,
                NOW.minusSeconds(22),
                null);
    }

    private static Overview page(
            List<ClusterFacts> clusters, List<Check> checks, List<Incident> open, @Nullable Instant at) {
        return new OverviewBuilder(NOW)
                .build(new OverviewBuilder.Known(
                        clusters,
                        checks,
                        open,
                        Map.of(),
                        List.of(),
                        Map.of(),
                        Map.of(),
                        new RestoreService.Answer.Told<>(Optional.of(NOW.plusSeconds(3600))),
                        open.isEmpty() ? Set.of() : Set.of(SHOP),
                        at));
    }

    private static Overview page(ClusterFacts facts) {
        return page(List.of(facts), List.of(GOOD), List.of(), NOW);
    }

    @Test
    void greenNeedsSafeDataAProvenRestoreAndSomebodyWhoLooks() {
        Overview page = page(safe(RESTORE));

        assertThat(page.headline()).isEqualTo("Safe now, and recoverable");
        assertThat(page.tone()).isEqualTo(Tone.GOOD);
        assertThat(page.answers().getFirst().answer()).isEqualTo("Yes: at most 2 s of shop would be lost");
        assertThat(page.answers().getLast().answer()).isEqualTo("Yes, in 12 s, proven 3 h ago");
    }

    @Test
    void withoutAProofItIsNotGreen() {
        Overview page = page(safe(null));

        assertThat(page.tone()).isEqualTo(Tone.UNKNOWN);
        assertThat(page.headline()).isEqualTo("Safe now; recovery is not proven yet");
    }

    @Test
    void aProofFromBeforeTheLastQuarterIsNone() {
        DrillCompleted old = drill(true, NOW.minus(Duration.ofDays(93)), Duration.ofMinutes(1));
        Overview page = page(facts(Stream.STREAMING, null, old, region("dr", Duration.ofSeconds(2), Objective.MET)));

        assertThat(page.tone()).isEqualTo(Tone.UNKNOWN);
    }

    @Test
    void aNewerDrillThatFailedUndoesTheProof() {
        DrillCompleted failed = drill(false, NOW.minusSeconds(60), Duration.ofMinutes(1));
        Overview page =
                page(facts(Stream.STREAMING, RESTORE, failed, region("dr", Duration.ofSeconds(2), Objective.MET)));

        assertThat(page.tone()).isEqualTo(Tone.BAD);
        assertThat(page.answers().getLast().answer()).isEqualTo("Not proven: the last try failed");
    }

    @Test
    void aRestoreThatTookTooLongIsNotGreen() {
        DrillCompleted slow = drill(true, NOW.minusSeconds(60), Duration.ofHours(5));
        Overview page = page(facts(Stream.STREAMING, null, slow, region("dr", Duration.ofSeconds(2), Objective.MET)));

        assertThat(page.answers().getLast().tone()).isEqualTo(Tone.SERIOUS);
        assertThat(page.headline()).isEqualTo("Not as safe as promised");
    }

    @Test
    void nobodyLookingOverridesEverything() {
        assertThat(page(List.of(safe(RESTORE)), List.of(GOOD), List.of(), NOW.minusSeconds(31))
                        .headline())
                .isEqualTo("Nobody is looking since 12:03:31 UTC");
        assertThat(page(List.of(safe(RESTORE)), List.of(GOOD), List.of(), null).tone())
                .isEqualTo(Tone.UNKNOWN);
    }

    @Test
    void anOpenIncidentIsTheHeadlineAndTheAnswer() {
        Overview page = page(List.of(safe(RESTORE)), List.of(GOOD), List.of(incident(Severity.CRITICAL)), NOW);

        assertThat(page.headline()).isEqualTo("1 critical incident is open");
        assertThat(page.tone()).isEqualTo(Tone.BAD);
        assertThat(page.answers().getFirst().answer()).isEqualTo("No: shop is down");
        assertThat(page.answers().getFirst().detail()).contains("12:04:00 UTC is durable in region dr");
    }

    @Test
    void aCheckThatCannotBeEvaluatedIsNotGreen() {
        assertThat(page(List.of(safe(RESTORE)), List.of(check(CheckState.UNKNOWN, NOW)), List.of(), NOW)
                        .headline())
                .isEqualTo("1 check cannot be evaluated");
        assertThat(page(List.of(safe(RESTORE)), List.of(check(CheckState.OK, NOW.minusSeconds(31))), List.of(), NOW)
                        .tone())
                .isEqualTo(Tone.UNKNOWN);
    }

    @Test
    void oneRegionBehindIsSaid() {
        Overview page = page(facts(
                Stream.STREAMING,
                RESTORE,
                null,
                region("dr", Duration.ofSeconds(2), Objective.MET),
                region("primary", Duration.ofHours(2), Objective.MISSED)));

        assertThat(page.tone()).isEqualTo(Tone.WARNING);
        assertThat(page.answers().getFirst().answer()).isEqualTo("Yes, but region primary is beyond the goal");
    }

    @Test
    void allRegionsBehindIsNo() {
        Overview page =
                page(facts(Stream.STREAMING, RESTORE, null, region("dr", Duration.ofHours(2), Objective.MISSED)));

        assertThat(page.tone()).isEqualTo(Tone.BAD);
        assertThat(page.answers().getFirst().answer()).isEqualTo("No: at most 2 h of shop would be lost");
    }

    @Test
    void aBrokenStreamIsSaid() {
        Overview page = page(facts(Stream.BROKEN, RESTORE, null, region("dr", Duration.ofSeconds(20), Objective.MET)));

        assertThat(page.answers().getFirst().answer()).isEqualTo("Yes, but its WAL stream is broken");
    }

    @Test
    void aClusterThatNothingProtectsIsNotSafe() {
        Overview page = page(facts(Stream.UNKNOWN, null, null));

        assertThat(page.tone()).isEqualTo(Tone.BAD);
        assertThat(page.answers())
                .extracting(Overview.Answer::answer)
                .containsExactly("No: nothing of shop can be restored", "No: shop has no backup");
    }

    @Test
    void theFirstDayIsUnknown() {
        Overview page = page(List.of(), List.of(), List.of(), NOW);

        assertThat(page.tone()).isEqualTo(Tone.UNKNOWN);
        assertThat(page.headline()).isEqualTo("Nobody can say whether the data is safe");
    }
}
