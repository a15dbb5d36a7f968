package org.theorder.lifeboat.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.LifeboatException;

/** What is told of restores, out of what they print. */
class RestoreGoalsTest {
    private static OurRestore.Replayed replayed(int waited, long peak, long server) {
        return OurRestore.Replayed.of(new Child.Cost(10, 8, peak << 10, server << 10), """
                  ✓ recovery-target: replayed all WAL, to 0/7C3BBD0; newest commit 2026-11-23T08:47:40Z; the server waited %d ms of 4000 ms for WAL
                  choosing 0.1 s, copying 3.0 s, replaying 4.2 s, verifying 2.0 s
                """.formatted(waited));
    }

    private static List<String> lines(RestoreGoals goals, OurRestore.Replayed... replays) {
        return goals.lines("Lifeboat", new TreeSet<>(List.of(0)), List.of(replays));
    }

    @Test
    void shareOfTimeThatTheServerWaitedIsWhatTheRestoreMeasured() {
        OurRestore.Replayed replayed = replayed(100, 300, 700);

        assertThat(replayed.seconds()).isEqualTo(4.2);
        assertThat(replayed.waited()).isEqualTo(0.025);
        RestoreGoals goals = new RestoreGoals(new Report());
        assertThat(lines(goals, replayed, replayed(40, 300, 700)))
                .contains("| the server waits for WAL ≤ 5.00 % of its replay | 2.50 | reached |")
                .contains("| peak resident memory without the server ≤ 400 MiB | 300 | reached |")
                .contains("| (memory of the server that replays, shared memory once) | 700 MiB | |");
        assertThat(goals.reached()).isTrue();
    }

    @Test
    void worstRoundDecides() {
        RestoreGoals waiting = new RestoreGoals(new Report());
        assertThat(lines(waiting, replayed(0, 300, 700), replayed(400, 300, 700)))
                .contains("| the server waits for WAL ≤ 5.00 % of its replay | 10 | **missed** |");
        assertThat(waiting.reached()).isFalse();

        RestoreGoals large = new RestoreGoals(new Report());
        lines(large, replayed(0, 500, 10));
        assertThat(large.reached()).isFalse();
    }

    @Test
    void outputWithoutTheWaitIsNotTakenForNone() {
        assertThatThrownBy(() -> OurRestore.Replayed.of(Child.Cost.unknown(), "replaying 4.2 s"))
                .isInstanceOf(LifeboatException.class);
    }
}
