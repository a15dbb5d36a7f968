package org.theorder.lifeboat.restore.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.theorder.lifeboat.events.Check;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.repository.backup.Archive;
import org.theorder.lifeboat.repository.storage.FileErrors;
import org.theorder.lifeboat.repository.wal.WalSegment;
import org.theorder.lifeboat.restore.place.TargetDirectory;
import org.theorder.lifeboat.restore.point.RestorePlan;
import org.theorder.lifeboat.restore.point.Stop;
import org.theorder.lifeboat.restore.postgres.Installation;
import org.theorder.lifeboat.restore.postgres.IsolatedServer;
import org.theorder.lifeboat.restore.postgres.RecoveryLog;
import org.theorder.lifeboat.restore.wal.EndOfWal;
import org.theorder.lifeboat.restore.wal.WalCourier;
import org.theorder.lifeboat.restore.wal.WalFile;

/** Brings a copied data directory to its recovery target and proves that it got there. */
final class Recovery {
    /** A line of a history file: {@code <parent timeline> <position> <reason>}. */
    private static final Pattern SWITCH = Pattern.compile("\\s*\\d+\\s+([0-9A-F]+/[0-9A-F]+)(?:\\s.*)?");

    private final Path dataDirectory;
    private final RestorePlan plan;
    private final Installation installation;
    private final RestoreSettings settings;
    private final Progress progress;
    private final Path working;

    Recovery(
            TargetDirectory target,
            RestorePlan plan,
            Installation installation,
            RestoreSettings settings,
            Progress progress) {
        this.dataDirectory = target.path();
        this.plan = plan;
        this.installation = installation;
        this.settings = settings;
        this.progress = progress;
        this.working = target.working();
    }

    /**
     * A promoted server that nobody else can reach.
     *
     * @param recoveredTo end of the replayed WAL
     * @param check how the target was reached
     */
    record Recovered(
            IsolatedServer server, Lsn recoveredTo, Optional<Instant> lastCommitAt, int timeline, Check check) {
        /** The same, telling how much of its time the server waited for WAL. */
        private Recovered having(Duration waited, Duration took) {
            String share = "; the server waited %d ms of %d ms for WAL".formatted(waited.toMillis(), took.toMillis());
            return new Recovered(
                    server,
                    recoveredTo,
                    lastCommitAt,
                    timeline,
                    new Check(check.name(), check.passed(), check.detail() + share));
        }
    }

    Recovered run() throws InterruptedException {
        Path spool = working.resolve("spool-"
                + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt()));
        try {
            Files.createDirectories(working);
        } catch (IOException e) {
            throw FileErrors.explained("making " + working, e);
        }
        try (WalCourier courier = WalCourier.start(plan.wal(), dataDirectory, spool, settings.courier())) {
            long began = System.nanoTime();
            Recovered recovered = recover(courier);
            return recovered.having(courier.waited(), Duration.ofNanos(System.nanoTime() - began));
        }
    }

    private Recovered recover(WalCourier courier) throws InterruptedException {
        Replay first = replay(courier, plan.recoverySettings(), "recovery.log");
        if (first.server().isPresent()) {
            return proven(first.server().get(), first.log(), first.log());
        }
        // The stored WAL reaches the target, and no transaction committed between its last commit and the target: the
        // end
        // of the WAL is the state that was asked for. PostgreSQL cannot know that and calls it an error.
        Replay again = replay(courier, plan.toTheEnd(), "recovery-to-the-end.log");
        return proven(
                again.server()
                        .orElseThrow(() -> new LifeboatException(
                                ErrorCode.RECOVERY_FAILED, again.log().reason())),
                again.log(),
                first.log());
    }

    /** @param server empty if replay came to the end of the WAL without meeting its target */
    private record Replay(Optional<IsolatedServer> server, RecoveryLog log) {}

    private Replay replay(WalCourier courier, Map<String, String> target, String logName) throws InterruptedException {
        Map<String, String> all = new LinkedHashMap<>();
        // the source's own may be larger than this disk
        all.put("max_wal_size", megabytes(plan.walBetweenRestartpoints()));
        all.put(
                "min_wal_size",
                megabytes(RestorePlan.LEAST_WAL_SEGMENTS * (long) plan.backup().walSegmentBytes()));
        all.put("wal_keep_size", "0");
        all.putAll(settings.isolatedSettings());
        if (plan.backup().archives().stream().anyMatch(Archive::isInPlace)) {
            // PostgreSQL stops recovery otherwise; the source had it on when the tablespace was made
            all.put("allow_in_place_tablespaces", "on");
        }
        all.putAll(target);
        all.put("restore_command", courier.restoreCommand());
        IsolatedServer server = IsolatedServer.start(installation, dataDirectory, all, working.resolve(logName));
        try {
            RecoveryLog log = server.awaitPromotion(settings.recoveryLimit(), this::show, () -> rethrow(courier));
            return new Replay(Optional.of(server), log);
        } catch (LifeboatException e) {
            server.close();
            rethrow(courier);
            if (server.log().endedBeforeTarget()) {
                return new Replay(Optional.empty(), server.log());
            }
            throw e;
        } catch (InterruptedException e) {
            server.close();
            throw e;
        }
    }

    private static String megabytes(long bytes) {
        return (bytes >> 20) + "MB";
    }

    private void show(RecoveryLog log) {
        progress.wal(
                plan.start(),
                log.replayed().or(log::redoStart).orElse(plan.start()),
                plan.replayedTo().orElse(null),
                plan.expectedAt().orElse(null));
    }

    /** What stopped the delivery of WAL is the true reason, not what the server says about its restore_command. */
    private static void rethrow(WalCourier courier) {
        courier.failure().ifPresent(failure -> {
            throw new LifeboatException(failure.code(), failure.explanation(), failure);
        });
    }

    private Recovered proven(IsolatedServer server, RecoveryLog log, RecoveryLog before) {
        try {
            int timeline = log.timeline()
                    .orElseThrow(() -> new LifeboatException(
                            ErrorCode.RECOVERY_FAILED,
                            "the server did not start a timeline of its own: " + log.reason()));
            Lsn recoveredTo = endOfReplay(timeline);
            Optional<Instant> lastCommitAt = log.lastCommitAt().or(before::lastCommitAt);
            Check check = new Check(
                    "recovery-target",
                    true,
                    log.stoppedBecause().map(this::withWhatIsThere).orElseGet(() -> toTheEnd(recoveredTo))
                            + lastCommitAt.map(at -> "; newest commit " + at).orElse("; no commit was replayed"));
            return new Recovered(server, recoveredTo, lastCommitAt, timeline, check);
        } catch (LifeboatException e) {
            server.close();
            throw e;
        }
    }

    private String withWhatIsThere(String reason) {
        return plan.stop() instanceof Stop.Position at ? reason + " (" + at.what() + ")" : reason;
    }

    /** The switch point in the new timeline's history: {@code <parent> <position> <reason>} (PostgreSQL {@code timeline.c}). */
    private Lsn endOfReplay(int timeline) {
        Path history = dataDirectory.resolve("pg_wal").resolve("%08X.history".formatted(timeline));
        try {
            return Files.readAllLines(history).stream()
                    .map(SWITCH::matcher)
                    .filter(Matcher::matches)
                    .map(line -> Lsn.parse(line.group(1)))
                    .reduce((earlier, later) -> later)
                    .orElseThrow(() -> new LifeboatException(
                            ErrorCode.RECOVERY_FAILED, "the history of the new timeline is empty: " + history));
        } catch (IOException e) {
            throw new LifeboatException(
                    ErrorCode.RECOVERY_FAILED, "the history of the new timeline cannot be read: " + history, e);
        }
    }

    private String toTheEnd(Lsn recoveredTo) {
        requireTrueEnd(recoveredTo);
        String asked = switch (plan.stop()) {
            case Stop.Time at -> "; nothing committed from there to " + at.time();
            case Stop.Position at -> "; no record begins from there to " + at.lsn();
            case Stop.EndOfWal end -> "";
            case Stop.Consistency consistency -> "";
        };
        return "replayed all WAL, to " + recoveredTo + ", stored at " + plan.storedAt() + asked;
    }

    /** Damage in the WAL ends replay just like its end does, so the place where it ended is looked at. */
    private void requireTrueEnd(Lsn recoveredTo) {
        if (!recoveredTo.isBefore(plan.end())) {
            return;
        }
        WalSegment segment = WalSegment.containing(
                plan.timeline(), recoveredTo, plan.backup().walSegmentBytes());
        WalFile.Segment file = new WalFile.Segment(segment.name());
        Path copy = working.resolve("end-of-wal");
        try {
            Files.deleteIfExists(copy);
            if (plan.wal().has(file)) {
                plan.wal().fetch(file, copy);
                if (EndOfWal.isTrue(recoveredTo, plan.end(), segment, copy)) {
                    return;
                }
            }
        } catch (IOException e) {
            throw FileErrors.explained("writing " + copy, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LifeboatException(ErrorCode.INTERNAL, "interrupted at the end of the WAL", e);
        }
        throw new LifeboatException(
                ErrorCode.CORRUPT,
                "replay ended at " + recoveredTo + ", but WAL is stored up to " + plan.end()
                        + ": the record there is damaged; restore to a point before it, or from a newer backup");
    }
}
