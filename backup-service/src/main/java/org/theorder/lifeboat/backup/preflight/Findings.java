package org.theorder.lifeboat.backup.preflight;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.theorder.lifeboat.backup.preflight.PreflightReport.Problem;
import org.theorder.lifeboat.backup.preflight.PreflightReport.Weight;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** Collects problems; a check that itself fails is a problem, and the next one goes on. */
final class Findings {
    private static final String LOOK = "look at the service's log";

    private final List<Problem> problems = new ArrayList<>();
    private final List<String> passed = new ArrayList<>();

    /** Runs a check; what it throws is told with this weight. */
    void check(String subject, Weight weight, Runnable check) {
        int before = problems.size();
        try {
            check.run();
        } catch (LifeboatException e) {
            add(subject, weight, e);
        }
        if (problems.size() == before) {
            passed.add(subject);
        }
    }

    void add(ErrorCode code, Weight weight, String subject, String what, String remedy) {
        problems.add(new Problem(code, weight, subject, what, remedy));
    }

    void require(boolean holds, ErrorCode code, Weight weight, String subject, String what, String remedy) {
        if (!holds) {
            add(code, weight, subject, what, remedy);
        }
    }

    /** Our own explanations say what happened, then what to do. */
    void add(String subject, Weight weight, LifeboatException reason) {
        String text = reason.explanation();
        int remedy = text.indexOf("; ");
        add(
                reason.code(),
                weight,
                subject,
                remedy < 0 ? text : text.substring(0, remedy),
                remedy < 0 ? LOOK : text.substring(remedy + 2));
    }

    PreflightReport report(ClusterName cluster) {
        List<Problem> sorted =
                problems.stream().sorted(Comparator.comparing(Problem::weight)).toList();
        return new PreflightReport(
                cluster,
                sorted.stream().noneMatch(problem -> problem.weight() == Weight.BLOCKS),
                sorted,
                List.copyOf(passed));
    }
}
