package org.theorder.lifeboat.monitor.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.Severity;

class ConditionTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Verdict GOOD = Verdict.Plain.GOOD;
    private static final Verdict BAD = new Verdict.Bad(Severity.CRITICAL);
    private static final Verdict WARN = new Verdict.Bad(Severity.WARNING);
    private static final Verdict BETWEEN = Verdict.Plain.BETWEEN;
    private static final Verdict UNKNOWN = Verdict.Plain.UNKNOWN;
    private static final Damping SERVICE = Damping.counts(3, 2);

    /** A condition that is fed one reading per second and remembers what changed. */
    private static final class Story {
        private final Damping damping;
        private Condition condition = Condition.START;
        private final List<Condition.Change> changes = new ArrayList<>();

        Story(Damping damping) {
            this.damping = damping;
        }

        Story then(Verdict... verdicts) {
            for (Verdict verdict : verdicts) {
                Condition.Step step = condition.next(verdict, SECOND, damping);
                condition = step.condition();
                if (step.change() != Condition.Change.NONE) {
                    changes.add(step.change());
                }
            }
            return this;
        }

        Story thenFor(Duration duration, Verdict verdict) {
            for (long second = 0; second < duration.toSeconds(); second++) {
                then(verdict);
            }
            return this;
        }
    }

    @Test
    void threeFailuresInARowRaise() {
        Story story = new Story(SERVICE).then(GOOD, BAD, BAD);
        assertThat(story.changes).isEmpty();

        assertThat(story.then(BAD).changes).containsExactly(Condition.Change.RAISED);
    }

    @Test
    void aSuccessInBetweenStartsTheCountAgain() {
        assertThat(new Story(SERVICE).then(BAD, BAD, GOOD, BAD, BAD).changes).isEmpty();
    }

    @Test
    void whatIsRaisedIsRaisedOnce() {
        assertThat(new Story(SERVICE).then(BAD, BAD, BAD, BAD, BAD, BAD, BAD).changes)
                .containsExactly(Condition.Change.RAISED);
    }

    @Test
    void twoSuccessesInARowClear() {
        Story story = new Story(SERVICE).then(BAD, BAD, BAD, GOOD, BAD, GOOD);
        assertThat(story.changes).containsExactly(Condition.Change.RAISED);

        assertThat(story.then(GOOD).changes).containsExactly(Condition.Change.RAISED, Condition.Change.CLEARED);
    }

    @Test
    void aServiceThatAnswersEverySecondTimeNeitherRaisesNorClears() {
        Story quiet = new Story(SERVICE);
        Story raised = new Story(SERVICE).then(BAD, BAD, BAD);
        for (int i = 0; i < 50; i++) {
            quiet.then(GOOD, BAD);
            raised.then(GOOD, BAD);
        }
        assertThat(quiet.changes).isEmpty();
        assertThat(raised.changes).containsExactly(Condition.Change.RAISED);
    }

    @Test
    void unknownNeitherRaisesNorClears() {
        assertThat(new Story(SERVICE).then(UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN).changes)
                .isEmpty();
        assertThat(new Story(SERVICE).then(BAD, BAD, UNKNOWN, BAD).changes).containsExactly(Condition.Change.RAISED);
        assertThat(new Story(SERVICE).then(BAD, BAD, BAD, GOOD, UNKNOWN, GOOD, UNKNOWN, GOOD).changes)
                .containsExactly(Condition.Change.RAISED);
    }

    @Test
    void theGapBetweenTheThresholdsHoldsWhatIs() {
        assertThat(new Story(Damping.NONE).then(BETWEEN, BETWEEN).changes).isEmpty();
        assertThat(new Story(Damping.NONE).then(WARN, BETWEEN, BETWEEN, WARN, BETWEEN).changes)
                .containsExactly(Condition.Change.RAISED);
    }

    @Test
    void severityOnlyRises() {
        assertThat(new Story(Damping.NONE).then(WARN, BAD, WARN, BAD, GOOD, WARN).changes)
                .containsExactly(
                        Condition.Change.RAISED,
                        Condition.Change.WORSENED,
                        Condition.Change.CLEARED,
                        Condition.Change.RAISED);
    }

    @Test
    void clearsOnlyAfterItWasGoodForLongEnough() {
        Damping lag = new Damping(1, Duration.ZERO, 1, Duration.ofMinutes(2));
        Story story = new Story(lag).then(WARN).thenFor(Duration.ofSeconds(119), GOOD);
        story.then(BETWEEN).thenFor(Duration.ofMinutes(2), GOOD);
        assertThat(story.changes).containsExactly(Condition.Change.RAISED);

        assertThat(story.then(GOOD).changes).containsExactly(Condition.Change.RAISED, Condition.Change.CLEARED);
    }

    @Test
    void raisesOnlyAfterItWasBadForLongEnough() {
        Damping patient = new Damping(3, Duration.ofSeconds(90), 1, Duration.ZERO);
        Story story = new Story(patient).thenFor(Duration.ofSeconds(90), BAD);
        assertThat(story.changes).isEmpty();

        assertThat(story.then(BAD).changes).containsExactly(Condition.Change.RAISED);
    }
}
