package org.theorder.lifeboat.bench;

import java.util.Locale;
import java.util.function.Consumer;

/** Tells what was measured beside what it should be, and remembers whether all of it was reached. */
final class Goals {
    private final Consumer<String> out;
    private boolean reached = true;

    Goals(Consumer<String> out) {
        this.out = out;
    }

    void below(String what, double measured, double limit, String unit) {
        tell(what, measured, "<", limit, unit, measured < limit);
    }

    void atLeast(String what, double measured, double least, String unit) {
        tell(what, measured, "≥", least, unit, measured >= least);
    }

    /** Whether every goal so far was. */
    boolean reached() {
        return reached;
    }

    /** Ratios need their digits, requests per second do not. */
    private static String number(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%,.1f", value);
    }

    private void tell(String what, double measured, String relation, double goal, String unit, boolean good) {
        reached &= good;
        out.accept(String.format(
                Locale.ROOT,
                "%-48s %12s %-3s   goal %s %s: %s",
                what,
                number(measured),
                unit,
                relation,
                number(goal),
                good ? "reached" : "MISSED"));
    }
}
