package org.theorder.lifeboat.restore.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.events.RecoveryTarget;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.events.RestoreId;
import org.theorder.lifeboat.events.RestoreMode;
import org.theorder.lifeboat.events.RestoreRequested;

class ForecastTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Optional<Restore> LAST_NIGHT = Optional.of(restore(
            null,
            RestorePhase.ENDED,
            null,
            new RestoreOutcome.Restored(
                    new RegionName("dr"),
                    new BackupId("20261122T020000123Z-full"),
                    null,
                    new Lsn(4711),
                    null,
                    1,
                    100,
                    10,
                    NOW.minusSeconds(3600),
                    Duration.ofSeconds(100),
                    List.of(
                            took(RestorePhase.CHOOSING, 1),
                            took(RestorePhase.COPYING, 20),
                            took(RestorePhase.REPLAYING, 40),
                            took(RestorePhase.VERIFYING, 30),
                            took(RestorePhase.STARTING, 9)),
                    List.of(),
                    List.of(),
                    null)));

    private static PhaseTime took(RestorePhase phase, long seconds) {
        return new PhaseTime(phase, Duration.ofSeconds(seconds));
    }

    private static Restore restore(
            @Nullable Integer port,
            RestorePhase phase,
            @Nullable Instant phaseEndsAt,
            @Nullable RestoreOutcome outcome) {
        RestoreRequested request = new RestoreRequested(
                new RestoreId("a"),
                new ClusterName("shop"),
                new RecoveryTarget.Latest(),
                null,
                new RestoreRequested.Place("/srv/restores/a", port),
                RestoreMode.LIVE,
                null,
                "ada");
        return new Restore(
                request, NOW, RestoreState.RUNNING, 1, phase, 0, 0, null, null, phaseEndsAt, null, outcome, false);
    }

    private static Optional<Instant> end(@Nullable Integer port, RestorePhase phase) {
        return Forecast.endOf(restore(port, phase, NOW.plusSeconds(5), null), LAST_NIGHT);
    }

    @Test
    void laterPhasesTakeWhatTheyTookLastTime() {
        assertThat(end(null, RestorePhase.COPYING)).contains(NOW.plusSeconds(5 + 40 + 30));
        assertThat(end(null, RestorePhase.VERIFYING)).contains(NOW.plusSeconds(5));
    }

    @Test
    void onlyWhatIsToBeStartedWaitsForItsStart() {
        assertThat(end(5433, RestorePhase.REPLAYING)).contains(NOW.plusSeconds(5 + 30 + 9));
    }

    @Test
    void whatNobodyKnowsIsNotSaid() {
        assertThat(Forecast.endOf(restore(null, RestorePhase.REPLAYING, null, null), LAST_NIGHT))
                .isEmpty();
        assertThat(Forecast.endOf(restore(null, RestorePhase.COPYING, NOW.plusSeconds(5), null), Optional.empty()))
                .isEmpty();
    }
}
