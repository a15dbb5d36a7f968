package org.theorder.lifeboat.notifier.page;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.notifier.component.Catalog;
import org.theorder.lifeboat.notifier.component.Component;
import org.theorder.lifeboat.notifier.recovery.Expectation;
import org.theorder.lifeboat.notifier.recovery.Recovery;
import org.theorder.lifeboat.notifier.wording.Times;

/**
 * How far a recovery is and when it will end: {@code step 4 of 9, expected 12:08–12:11 UTC, based on 23 drills}.
 *
 * @param what is recovered
 * @param done steps that are finished, for the bar
 */
public record RecoveryLine(String what, String progress, int done, int steps) {
    private static final Duration SILENT = Duration.ofMinutes(2);

    static RecoveryLine of(Recovery recovery, Catalog catalog, Instant now) {
        String names = catalog.componentsOf(recovery.cluster()).stream()
                .flatMap(id -> catalog.component(id).stream())
                .map(Component::name)
                .collect(Collectors.joining(", "));
        return new RecoveryLine(
                names.isEmpty() ? recovery.cluster().value() : names,
                "step " + recovery.step() + " of " + recovery.steps() + " (" + recovery.phase()
                        + (recovery.percent() == null ? "" : ", " + recovery.percent() + " %") + "), "
                        + expected(recovery.expected(), now) + silence(recovery, now),
                recovery.step() - 1,
                recovery.steps());
    }

    private static String expected(@Nullable Expectation expected, Instant now) {
        if (expected == null) {
            return "nothing to tell its end by: no restore of it has ended yet";
        }
        String range = Times.between(expected.from(), expected.to(), now) + ", based on " + basis(expected);
        return now.isAfter(expected.to()) ? "longer than expected: " + range : "expected " + range;
    }

    /** For example {@code 23 drills}; a restore that was meant counts as one. */
    public static String basis(Expectation expected) {
        return expected.basis() == 1 ? "1 drill" : expected.basis() + " drills";
    }

    private static String silence(Recovery recovery, Instant now) {
        return Duration.between(recovery.heardAt(), now).compareTo(SILENT) <= 0
                ? ""
                : "; nothing was heard of it since " + Times.toTheSecond(recovery.heardAt(), now);
    }
}
