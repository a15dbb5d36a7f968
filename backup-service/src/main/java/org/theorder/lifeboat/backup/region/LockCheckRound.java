package org.theorder.lifeboat.backup.region;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Optional;
import org.theorder.lifeboat.backup.duty.Round;

/** Looks again and again whether a lock check is due. */
@ApplicationScoped
class LockCheckRound {
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final LockChecks checks;
    private Optional<Round> round = Optional.empty();

    LockCheckRound(LockChecks checks) {
        this.checks = checks;
    }

    void start(@Observes StartupEvent event) {
        round = Optional.of(Round.start("lock-check", PAUSE, checks::look));
    }

    void stop(@Observes ShutdownEvent event) {
        round.ifPresent(Round::stop);
    }
}
