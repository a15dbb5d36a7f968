package org.theorder.lifeboat.local.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.local.Terminal;

class NarratorTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Narrator narrator =
            new Narrator(new Terminal(new PrintStream(out, true, StandardCharsets.UTF_8), false));

    @Test
    void aStepIsOnePlainLineWhereNobodyWatches() {
        narrator.step(2, "backing up", () -> {
            narrator.progress(2, "12 of 300 MB");
            return "backed up";
        });
        assertThat(out.toString(StandardCharsets.UTF_8))
                .matches(" ✓ 2 +\\d+\\.\\d s  backed up\n")
                .doesNotContain("\u001b");
    }

    @Test
    void failedCheckMarksItsStepAndTheStoryGoesOn() {
        narrator.step(7, "telling", () -> {
            narrator.check(false, "the database team has 3 mails instead of 2");
            return "told";
        });
        assertThat(out.toString(StandardCharsets.UTF_8))
                .containsPattern(" ✗ 7 .* told")
                .contains("✗ the database team has 3 mails");
        assertThat(narrator.failures()).hasSize(1);
    }

    @Test
    void defectIsToldInOneLineWithoutAStackTrace() {
        assertThatThrownBy(() -> narrator.step(3, "waiting", () -> {
                    throw new IllegalStateException("broken");
                }))
                .isInstanceOf(LifeboatException.class);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .containsPattern(" ✗ 3 .* waiting")
                .doesNotContain("\tat ");
    }
}
