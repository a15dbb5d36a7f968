package org.theorder.lifeboat.monitor.mute;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.theorder.lifeboat.monitor.maintenance.MaintenanceStore;
import org.theorder.lifeboat.monitor.maintenance.Window;
import org.theorder.lifeboat.monitor.rule.Rule;
import org.theorder.lifeboat.monitor.rule.Subject;
import org.theorder.lifeboat.monitor.rule.SubjectPattern;
import org.theorder.lifeboat.monitor.wording.Wording;
import org.theorder.lifeboat.outbox.Transaction;

/** Whether people are to be disturbed by an incident of a subject at this moment. */
@ApplicationScoped
public class Mutes {
    private final Dependencies dependencies;
    private final MaintenanceStore maintenance;
    private final Clock clock;

    Mutes(Dependencies dependencies, MaintenanceStore maintenance, Clock clock) {
        this.dependencies = dependencies;
        this.maintenance = maintenance;
        this.clock = clock;
    }

    /**
     * Why they are not; empty if they are.
     *
     * @param failing whether a probe fails now, be it an incident yet or not: what depends on it may be seen to fail first
     */
    public Optional<String> reason(Transaction tx, Rule rule, Subject subject, Predicate<String> failing) {
        return reason(() -> windows(tx), rule, subject, failing);
    }

    /**
     * As the other, for many subjects of one moment.
     *
     * @param windows as {@link #windows} gives them
     */
    public Optional<String> reason(
            Supplier<List<Window>> windows, Rule rule, Subject subject, Predicate<String> failing) {
        if (rule.always()) {
            return Optional.empty();
        }
        return dependencies.of(subject).stream()
                .filter(failing)
                .findFirst()
                .map(down -> down + " is down, which it depends on")
                .or(() -> maintenance(windows.get(), subject));
    }

    /** As the other, for what depends on no probe. */
    public Optional<String> reason(Transaction tx, Rule rule, Subject subject) {
        return reason(tx, rule, subject, _ -> false);
    }

    /** Windows of maintenance of this moment. */
    public List<Window> windows(Transaction tx) {
        return maintenance.at(tx, clock.instant());
    }

    private Optional<String> maintenance(List<Window> windows, Subject subject) {
        Instant now = clock.instant();
        return windows.stream()
                .filter(window -> covers(window, subject))
                .findFirst()
                .map(window -> "maintenance until " + Wording.time(window.endsAt(), now) + ": " + window.reason());
    }

    private static boolean covers(Window window, Subject subject) {
        if (window.subjects() != null) {
            return new SubjectPattern(window.subjects()).matches(subject.key().subject());
        }
        if (window.cluster() != null) {
            return subject.cluster() != null && subject.cluster().value().equals(window.cluster());
        }
        return subject.component().equals(window.component());
    }
}
