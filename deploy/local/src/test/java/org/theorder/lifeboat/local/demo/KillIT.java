package org.theorder.lifeboat.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.theorder.lifeboat.local.Terminal;
import org.theorder.lifeboat.local.demo.Interference.Moment;
import org.theorder.lifeboat.local.suite.Home;
import org.theorder.lifeboat.local.suite.Service;
import org.theorder.lifeboat.local.suite.Suite;
import org.theorder.lifeboat.local.suite.SuiteState;

/** Whichever service gets kill -9 at its worst moment, the story ends as if nothing had happened to it. */
class KillIT {
    private static final Path PROJECT = Path.of("../..");
    private static final Story.Settings SMALLER =
            new Story.Settings(60, Duration.ofSeconds(5), Duration.ofSeconds(60), Map.of(), 1_500);

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(Service.class)
    void killedServiceDoesNotChangeTheOutcome(Service victim) {
        Suite suite = new Suite(new Home(folder.resolve("home"), PROJECT), Clock.systemUTC());
        AtomicBoolean killed = new AtomicBoolean();
        try {
            Outcome outcome = new Story(
                            suite,
                            SMALLER,
                            new Narrator(new Terminal(System.out, false)),
                            moment -> {
                                if (moment == worstMomentOf(victim) && killed.compareAndSet(false, true)) {
                                    process(suite, victim).identity().kill();
                                }
                            },
                            Clock.systemUTC())
                    .tell();

            assertThat(killed).isTrue();
            assertThat(outcome.failures()).isEmpty();
            assertThat(outcome.passed()).isTrue();
            assertThat(process(suite, victim).restarts()).isEqualTo(1);
        } finally {
            suite.down();
        }
    }

    private static Moment worstMomentOf(Service victim) {
        return switch (victim) {
            case BACKUP -> Moment.BACKUP_RUNNING;
            case RESTORE -> Moment.RESTORE_RUNNING;
            case MONITOR -> Moment.DISASTER_HAS_STRUCK;
            case NOTIFIER -> Moment.INCIDENT_IS_OPEN;
        };
    }

    private static SuiteState.Running process(Suite suite, Service service) {
        return suite.state().process(service.wireName()).orElseThrow();
    }
}
