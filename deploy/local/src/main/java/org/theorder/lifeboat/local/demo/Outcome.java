package org.theorder.lifeboat.local.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How the story ended.
 *
 * @param measurement empty if the shop was not recovered
 * @param failures what did not hold, for people
 */
public record Outcome(
        List<String> timeline,
        Optional<Measurement> measurement,
        Story.Settings settings,
        int checks,
        List<String> failures) {

    public Outcome {
        List<String> all = new ArrayList<>(failures);
        measurement.ifPresent(measured -> {
            if (measured.recoveryPoint().compareTo(settings.rpoGoal()) > 0) {
                all.add("the RPO is " + seconds(measured.recoveryPoint()) + ", more than "
                        + seconds(settings.rpoGoal()));
            }
            if (measured.recoveryTime().compareTo(settings.rtoGoal()) > 0) {
                all.add("the RTO is " + seconds(measured.recoveryTime()) + ", more than "
                        + seconds(settings.rtoGoal()));
            }
        });
        failures = List.copyOf(all);
    }

    /** Whether everything held. */
    public boolean passed() {
        return failures.isEmpty() && measurement.isPresent();
    }

    /** The end of the story for people: timeline, orders, RPO, RTO, and what did not hold. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("Timeline (UTC)");
        lines.addAll(timeline);
        lines.add("");
        measurement.ifPresent(measured -> {
            lines.add("Orders lost  " + measured.lost() + " of " + measured.acknowledged()
                    + " that the shop had acknowledged before the disaster");
            lines.add("RPO          " + seconds(measured.recoveryPoint()) + "  from the newest restored order to the"
                    + " disaster (goal " + seconds(settings.rpoGoal()) + ")");
            lines.add("RTO          " + seconds(measured.recoveryTime()) + "  from the disaster until the verified"
                    + " database took an order (goal " + seconds(settings.rtoGoal()) + ")");
        });
        failures.forEach(failure -> lines.add("✗ " + failure));
        lines.add(
                passed()
                        ? "✓ The story went as it should; " + checks + " checks passed."
                        : "✗ The story did not go as it should: " + failures.size() + " of " + (checks + 2)
                                + " checks failed.");
        return lines;
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1e3);
    }
}
