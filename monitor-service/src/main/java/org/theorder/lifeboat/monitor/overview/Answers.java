package org.theorder.lifeboat.monitor.overview;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.DrillCompleted;
import org.theorder.lifeboat.events.RestoreCompleted;
import org.theorder.lifeboat.events.RestoreFailed;
import org.theorder.lifeboat.monitor.cluster.ClusterFacts;
import org.theorder.lifeboat.monitor.wording.Wording;

/** The two questions that the page is for. The answer about several clusters is that of the worst. */
record Answers(List<ClusterFacts> clusters, Set<ClusterName> down, Instant now) {
    private static final String SAFE = "Are we safe right now?";
    private static final String RECOVER = "Could we recover?";

    /** Recovery is to be tried every quarter; what was proven before that is not known any more. */
    private static final Duration PROOF_HOLDS = Duration.ofDays(92);

    List<Overview.Answer> both() {
        if (clusters.isEmpty()) {
            return List.of(
                    new Overview.Answer(Tone.UNKNOWN, SAFE, "Nothing is protected yet", "No cluster is known."),
                    new Overview.Answer(Tone.UNKNOWN, RECOVER, "Nothing to recover yet", "No backup is known."));
        }
        return List.of(worst(this::safe), worst(this::recover));
    }

    private Overview.Answer worst(Function<ClusterFacts, Overview.Answer> question) {
        return clusters.stream()
                .map(question)
                .max(Comparator.comparing(Overview.Answer::tone))
                .orElseThrow();
    }

    private Overview.Answer safe(ClusterFacts facts) {
        Optional<ClusterFacts.Region> best = facts.regions().stream()
                .filter(region -> region.rpoNow() != null)
                .min(Comparator.comparing(region -> Objects.requireNonNull(region.rpoNow())));
        if (best.isEmpty()) {
            return new Overview.Answer(
                    Tone.BAD, SAFE, "No: nothing of " + facts.cluster() + " can be restored", reason(facts));
        }
        String safe = facts.cluster() + ": every commit up to "
                + Wording.time(Objects.requireNonNull(best.get().safeThrough()), now) + " is durable in region "
                + best.get().region();
        if (down.contains(facts.cluster())) {
            return new Overview.Answer(Tone.BAD, SAFE, "No: " + facts.cluster() + " is down", safe + ".");
        }
        Duration loss = Objects.requireNonNull(best.get().rpoNow());
        String least = (loss.toMillis() < 1000 ? "" : "at most ") + Scale.words(loss) + " of " + facts.cluster()
                + " would be lost";
        List<ClusterFacts.Region> behind = facts.regions().stream()
                .filter(region -> region.objective() != ClusterFacts.Objective.MET)
                .toList();
        if (best.get().objective() == ClusterFacts.Objective.MISSED) {
            return new Overview.Answer(Tone.BAD, SAFE, "No: " + least, safe + "; the goal is " + goal(facts.rpoGoal()));
        }
        if (behind.isEmpty() && facts.stream() == ClusterFacts.Stream.STREAMING) {
            return new Overview.Answer(
                    Tone.GOOD, SAFE, "Yes: " + least, safe + "; the goal is " + goal(facts.rpoGoal()));
        }
        String but = behind.isEmpty()
                ? "its WAL stream is " + facts.stream().wireName()
                : "region " + behind.getFirst().region() + " is "
                        + ClusterCards.objective(behind.getFirst().objective()).word();
        return new Overview.Answer(
                Tone.WARNING, SAFE, "Yes, but " + but, "Now " + least + "; the goal is " + goal(facts.rpoGoal()));
    }

    private static String reason(ClusterFacts facts) {
        return facts.reportedAt() == null
                ? "No report about it has come from backup-service."
                : "No region has both a complete backup and its WAL.";
    }

    private static String goal(Duration goal) {
        return Wording.duration(goal) + ".";
    }

    /** A proof: a restore or a drill, and whether it passed. */
    private record Proof(
            Instant at,
            boolean passed,
            String what,
            @Nullable Duration took) {}

    private Overview.Answer recover(ClusterFacts facts) {
        if (facts.lastBackups().isEmpty()
                && facts.regions().stream().allMatch(region -> region.newestBackup() == null)) {
            return new Overview.Answer(
                    Tone.BAD,
                    RECOVER,
                    "No: " + facts.cluster() + " has no backup",
                    "Nothing can be restored without one.");
        }
        Optional<Proof> newest = Stream.of(
                        restore(facts.lastRestore()), failure(facts.lastRestoreFailure()), drill(facts.lastDrill()))
                .flatMap(Optional::stream)
                .max(Comparator.comparing(Proof::at));
        if (newest.isEmpty()) {
            return new Overview.Answer(
                    Tone.UNKNOWN,
                    RECOVER,
                    "Not proven: no restore of " + facts.cluster() + " has been seen",
                    "There is a backup; a drill would prove it.");
        }
        Proof proof = newest.get();
        String when = Wording.duration(Duration.between(proof.at(), now)) + " ago";
        if (!proof.passed()) {
            return new Overview.Answer(
                    Tone.BAD,
                    RECOVER,
                    "Not proven: the last try failed",
                    facts.cluster() + ": " + proof.what() + " " + when + ".");
        }
        Duration took = Objects.requireNonNull(proof.took());
        if (Duration.between(proof.at(), now).compareTo(PROOF_HOLDS) > 0) {
            return new Overview.Answer(
                    Tone.UNKNOWN,
                    RECOVER,
                    "Not proven lately: the last proof is old",
                    facts.cluster() + ": " + proof.what() + " " + when + ".");
        }
        Tone tone = took.compareTo(facts.rtoGoal()) > 0 ? Tone.SERIOUS : Tone.GOOD;
        return new Overview.Answer(
                tone,
                RECOVER,
                (tone == Tone.GOOD ? "Yes, in " : "Too slowly, in ") + Wording.duration(took) + ", proven " + when,
                facts.cluster() + ": " + proof.what() + "; the goal is " + goal(facts.rtoGoal()));
    }

    private static Optional<Proof> restore(@Nullable RestoreCompleted restore) {
        return Optional.ofNullable(restore)
                .map(done -> new Proof(
                        done.completedAt(),
                        true,
                        "restored from region " + done.region() + " and verified",
                        done.restoreTime()));
    }

    private static Optional<Proof> failure(@Nullable RestoreFailed restore) {
        return Optional.ofNullable(restore)
                .map(failed -> new Proof(failed.failedAt(), false, "a restore did not pass", null));
    }

    private static Optional<Proof> drill(@Nullable DrillCompleted drill) {
        return Optional.ofNullable(drill)
                .map(done -> new Proof(
                        done.completedAt(),
                        done.passed(),
                        done.passed() ? "drill from region " + done.region() + " passed" : "a drill did not pass",
                        done.restoreTime()));
    }
}
