package org.theorder.lifeboat.local.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.local.Terminal;

/** Tells the story: one line per step when it is over, and what goes on while it is not. */
public final class Narrator {
    private final Terminal terminal;
    private final List<String> failures = new ArrayList<>();
    private int checks;

    public Narrator(Terminal terminal) {
        this.terminal = terminal;
    }

    /** What a step does; returns what came out, for people. */
    interface Step extends Callable<String> {}

    /**
     * Runs a step and tells how it ended.
     *
     * @throws LifeboatException if it failed: the story cannot go on
     */
    void step(int number, String doing, Step step) {
        long begun = System.nanoTime();
        terminal.now(" … %-2d         %s".formatted(number, doing));
        int failuresBefore = failures.size();
        try {
            String outcome = step.call();
            String mark = failures.size() == failuresBefore ? "✓" : "✗";
            terminal.line(" %s %-2d %s  %s".formatted(mark, number, seconds(begun), outcome));
            failures.subList(failuresBefore, failures.size())
                    .forEach(failure -> terminal.line("              ✗ " + failure));
        } catch (Exception e) {
            LifeboatException failure = e instanceof LifeboatException known
                    ? known
                    : new LifeboatException(ErrorCode.INTERNAL, "a defect of the demo: " + e, e);
            failures.add(failure.explanation());
            terminal.line(" ✗ %-2d %s  %s".formatted(number, seconds(begun), doing));
            terminal.line("              ✗ " + failure.explanation());
            throw failure;
        }
    }

    /** What goes on within a step. */
    void progress(int number, String text) {
        terminal.now(" … %-2d         %s".formatted(number, text));
    }

    void line(String text) {
        terminal.line(text);
    }

    /** Records a check; the story goes on even if it fails, and the demo then fails at its end. */
    void check(boolean passed, String failure) {
        checks++;
        if (!passed) {
            failures.add(failure);
        }
    }

    int checks() {
        return checks;
    }

    List<String> failures() {
        return List.copyOf(failures);
    }

    private static String seconds(long begun) {
        return String.format(
                Locale.ROOT,
                "%5.1f s",
                Duration.ofNanos(System.nanoTime() - begun).toMillis() / 1e3);
    }
}
