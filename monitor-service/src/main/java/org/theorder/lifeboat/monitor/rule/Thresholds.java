package org.theorder.lifeboat.monitor.rule;

import java.util.Optional;
import org.theorder.lifeboat.events.Severity;

/**
 * Raise and clear limits of a measured value, with a gap between them so that a value on the edge does not flap.
 *
 * @param warning beyond this it is a warning; infinite if there is no such step
 * @param critical beyond this it is critical; infinite if there is no such step
 * @param good on the other side of this it is good again
 */
public record Thresholds(Direction direction, double warning, double critical, double good) {
    /** Judges a value; a limit itself belongs to the milder side. */
    public Verdict verdict(double value) {
        double worse = direction.worse(value);
        if (worse > direction.worse(critical)) {
            return new Verdict.Bad(Severity.CRITICAL);
        }
        if (worse > direction.worse(warning)) {
            return new Verdict.Bad(Severity.WARNING);
        }
        return worse < direction.worse(good) ? Verdict.Plain.GOOD : Verdict.Plain.BETWEEN;
    }

    /** The first limit on the way from good to bad. */
    public double first() {
        return Double.isFinite(warning) ? warning : critical;
    }

    /** Why these limits cannot be used; empty if they can. */
    Optional<String> problem() {
        if (!Double.isFinite(first())) {
            return Optional.of("has no limit: give it warning-" + side() + " or critical-" + side());
        }
        if (!Double.isFinite(good)) {
            return Optional.of("does not say when it is good again: give it good-" + otherSide());
        }
        if (Double.isFinite(warning)
                && Double.isFinite(critical)
                && direction.worse(warning) >= direction.worse(critical)) {
            return Optional.of("would never be a warning: critical-" + side() + " is reached first");
        }
        return direction.worse(good) > direction.worse(first())
                ? Optional.of("would flap: a value can be good and bad at the same time")
                : Optional.empty();
    }

    private String side() {
        return direction == Direction.ABOVE ? "above" : "below";
    }

    private String otherSide() {
        return direction == Direction.ABOVE ? "below" : "above";
    }

    /** For people: {@code > 80 % warning, > 90 % critical, clears < 75 %}. */
    String text(Unit unit) {
        StringBuilder text = new StringBuilder();
        if (Double.isFinite(warning)) {
            text.append(direction.sign()).append(' ').append(unit.text(warning)).append(" warning, ");
        }
        if (Double.isFinite(critical)) {
            text.append(direction.sign())
                    .append(' ')
                    .append(unit.text(critical))
                    .append(" critical, ");
        }
        return text + "clears " + direction.opposite().sign() + " " + unit.text(good);
    }
}
