package org.theorder.lifeboat.restore.run;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** When a restore will be over: its present phase as it goes on, those after it as they took when the cluster was restored last. */
@ApplicationScoped
public class Forecast {
    private final RestoreStore store;

    Forecast(RestoreStore store) {
        this.store = store;
    }

    /** Null while nobody can say: of a phase without a forecast, or of a cluster of which no restore has passed yet. */
    public @Nullable Instant endOf(Restore restore) {
        return restore.phaseEndsAt() == null
                ? null
                : endOf(restore, store.newestProven(restore.request().cluster()))
                        .orElse(null);
    }

    static Optional<Instant> endOf(Restore restore, Optional<Restore> earlier) {
        Instant phaseEndsAt = restore.phaseEndsAt();
        if (phaseEndsAt == null
                || earlier.isEmpty()
                || !(earlier.get().outcome() instanceof RestoreOutcome.Restored passed)) {
            return Optional.empty();
        }
        return Optional.of(passed.phases().stream()
                        .filter(each -> each.phase().compareTo(restore.phase()) > 0)
                        .filter(each -> each.phase() != RestorePhase.STARTING
                                || restore.request().place().port() != null)
                        .map(PhaseTime::took)
                        .reduce(Duration.ZERO, Duration::plus))
                .map(phaseEndsAt::plus);
    }
}
