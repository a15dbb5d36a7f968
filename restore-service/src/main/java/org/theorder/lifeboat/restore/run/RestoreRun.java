package org.theorder.lifeboat.restore.run;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.Check;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.events.RestoreMode;
import org.theorder.lifeboat.events.RestoreRequested;
import org.theorder.lifeboat.repository.encryption.Encoding;
import org.theorder.lifeboat.repository.json.RepositoryJson;
import org.theorder.lifeboat.repository.restore.ReadBackup;
import org.theorder.lifeboat.repository.restore.ReaderSettings;
import org.theorder.lifeboat.repository.restore.RestoreTarget;
import org.theorder.lifeboat.restore.place.Destination;
import org.theorder.lifeboat.restore.place.DiskSpace;
import org.theorder.lifeboat.restore.place.PresentCluster;
import org.theorder.lifeboat.restore.place.RestoredConfiguration;
import org.theorder.lifeboat.restore.place.TargetDirectory;
import org.theorder.lifeboat.restore.point.RestorePlan;
import org.theorder.lifeboat.restore.postgres.IsolatedServer;
import org.theorder.lifeboat.restore.postgres.Postmaster;
import org.theorder.lifeboat.restore.postgres.PublicStart;
import org.theorder.lifeboat.restore.verify.Finding;
import org.theorder.lifeboat.restore.verify.Verification;

/** One attempt at one restore: choose, copy, recover, verify, start. Used by one thread, once. */
final class RestoreRun {
    private static final Logger LOG = LoggerFactory.getLogger(RestoreRun.class);

    private static final String TOO_LITTLE_MEMORY =
            "the memory of this process is too small for this restore: give it more with -Xmx (README of restore-service)";

    private final Restorer restorer;
    private final RestoreRequested request;
    private final Instant requestedAt;
    private final Progress progress;
    private final Optional<RestorePlan> made;
    private final List<Check> checks = new ArrayList<>();
    private final List<String> notProven = new ArrayList<>();
    private final List<String> leaseNotes = new ArrayList<>();
    private @Nullable TargetDirectory target;
    private @Nullable RestorePlan plan;
    private RestoreOutcome.@Nullable Restored verified;
    private boolean copied;

    /** @param made what was chosen for this request just before; empty if it is to be chosen here */
    RestoreRun(
            Restorer restorer,
            RestoreRequested request,
            Instant requestedAt,
            Progress progress,
            Optional<RestorePlan> made) {
        this.restorer = restorer;
        this.request = request;
        this.requestedAt = requestedAt;
        this.progress = progress;
        this.made = made;
    }

    FinishedRestore toItsEnd() throws InterruptedException {
        boolean ended = false;
        try {
            RestoreOutcome outcome = outcome();
            progress.begin(RestorePhase.ENDED);
            ended = true;
            return new FinishedRestore(outcome, target, request.mode());
        } finally {
            if (!ended && target != null) {
                target.close();
            }
        }
    }

    private RestoreOutcome outcome() throws InterruptedException {
        try {
            progress.begin(RestorePhase.CHOOSING);
            Destination destination =
                    Destination.of(request, restorer.settings().allowed());
            Path directory = destination.directory();
            Optional<RestoreOutcome> before =
                    TargetDirectory.outcomeIn(directory, request.restoreId()).map(json -> read(json, directory));
            if (before.isPresent() && before.get() instanceof RestoreOutcome.Failed failed) {
                return failed;
            }
            RestoreOutcome.Restored restored =
                    before.isPresent() && before.get() instanceof RestoreOutcome.Restored done
                            ? taken(destination, done)
                            : restored(destination);
            verified = restored;
            return started(restored);
        } catch (LifeboatException e) {
            return outcomeOf(e);
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
            // what of the heap was short is given back by now: the target is left as after any other failure
            LOG.error("A restore failed by a defect restoreId={}", request.restoreId(), e);
            return outcomeOf(new LifeboatException(
                    ErrorCode.INTERNAL,
                    e instanceof OutOfMemoryError
                            ? TOO_LITTLE_MEMORY
                            : "a defect of restore-service; its log has the details: " + e,
                    e));
        }
    }

    private static RestoreOutcome read(String json, Path directory) {
        return RepositoryJson.read(
                RestoreOutcome.class, json.getBytes(StandardCharsets.UTF_8), "the mark of " + directory);
    }

    private static String write(RestoreOutcome outcome) {
        return new String(RepositoryJson.write(outcome), StandardCharsets.UTF_8);
    }

    /** An earlier attempt has verified the directory and was killed before it could tell. */
    private RestoreOutcome.Restored taken(Destination destination, RestoreOutcome.Restored done) {
        claim(destination);
        return done;
    }

    private RestoreOutcome.Restored restored(Destination destination) throws InterruptedException {
        Path directory = destination.directory();
        TargetDirectory.check(destination, request.restoreId());
        try (Choice choice = Choice.of(restorer, request, made)) {
            RestorePlan chosen = choice.plan();
            leaseNotes.addAll(choice.lease().notes());
            Map<String, Path> tablespaces = destination.tablespaces(
                    chosen.backup().archives(), restorer.settings().allowed());
            SpaceNeeded space = new SpaceNeeded(
                    chosen,
                    directory,
                    tablespaces,
                    restorer.settings().courier().ahead());
            if (destination.over()) {
                // before anything of it is touched; its own half-made files make room otherwise
                PresentCluster.require(directory, chosen.backup().systemIdentifier());
                DiskSpace.require(space.sharesOver(), restorer.settings().leaveFree());
            }
            requireFreePort(directory);
            plan = chosen;
            TargetDirectory own = claim(destination);
            if (!destination.over()) {
                DiskSpace.require(space.shares(), restorer.settings().leaveFree());
            }
            return make(own, chosen, new RestoreTarget(directory, tablespaces, destination.over()));
        }
    }

    private TargetDirectory claim(Destination destination) {
        TargetDirectory claimed = TargetDirectory.claim(
                destination,
                request.restoreId(),
                request.cluster(),
                restorer.installations().newest(),
                restorer.clock());
        target = claimed;
        return claimed;
    }

    /** The port of the public start; null if there is none. A drill is never opened to anybody. */
    private @Nullable Integer publicPort() {
        return request.mode() == RestoreMode.LIVE ? request.place().port() : null;
    }

    private void requireFreePort(Path directory) {
        Integer port = publicPort();
        if (port == null) {
            return;
        }
        PublicStart.checkPort(port);
        if (PublicStart.isFree(port)) {
            return;
        }
        if (Postmaster.of(directory).filter(own -> own.port() == port).isEmpty()) {
            throw new LifeboatException(
                    ErrorCode.TARGET_OCCUPIED,
                    "something listens on port " + port + " already: end it, or name another port");
        }
    }

    private RestoreOutcome.Restored make(TargetDirectory own, RestorePlan chosen, RestoreTarget into)
            throws InterruptedException {
        progress.begin(RestorePhase.COPYING);
        ReadBackup read = chosen.reader()
                .restore(into, new ReaderSettings(restorer.settings().readers()), progress::bytes);
        copied = true;
        progress.begin(RestorePhase.REPLAYING);
        RestoredConfiguration.prepare(own.path(), request.restoreId());
        own.noteUnverified();
        Recovery.Recovered recovered =
                new Recovery(own, chosen, restorer.installations().of(own.path()), restorer.settings(), progress).run();
        checks.add(recovered.check());
        try (var server = recovered.server()) {
            progress.begin(RestorePhase.VERIFYING);
            verify(server, chosen, own.path(), read.bytes());
        }
        List<String> notes = new ArrayList<>(chosen.notes());
        notes.addAll(leaseNotes);
        notes.addAll(read.troubles());
        RestoreOutcome.Restored restored = new RestoreOutcome.Restored(
                mostRead(read, chosen.region()),
                chosen.backup().backup(),
                chosen.chain(),
                recovered.recoveredTo(),
                recovered.lastCommitAt().orElse(null),
                recovered.timeline(),
                read.bytes(),
                recovered.recoveredTo().minus(chosen.start()),
                restorer.clock().instant(),
                sinceRequest(),
                progress.phases(),
                notes,
                List.copyOf(checks),
                List.copyOf(notProven));
        own.markVerified(write(restored));
        return restored;
    }

    private void verify(IsolatedServer server, RestorePlan chosen, Path directory, long bytes)
            throws InterruptedException {
        progress.bytes(0, bytes);
        for (Finding finding : new Verification(restorer.settings().verification())
                .verify(
                        server,
                        directory,
                        request.cluster(),
                        chosen.backup().systemIdentifier(),
                        restorer.settings().assertions().getOrDefault(request.cluster(), List.of()),
                        progress::moreBytes)) {
            if (finding instanceof Finding.NotProven unknown) {
                notProven.add(unknown.name() + ": " + unknown.detail());
            } else {
                checks.add(finding.check());
            }
        }
        newest(chosen);
        dataAge(chosen);
        escrow(chosen);
        List<Check> bad = checks.stream().filter(check -> !check.passed()).toList();
        if (!bad.isEmpty()) {
            throw new LifeboatException(
                    ErrorCode.VERIFICATION_FAILED,
                    "the restored data did not pass: "
                            + bad.stream()
                                    .map(check -> check.name() + " (" + check.detail() + ")")
                                    .collect(Collectors.joining("; ")));
        }
    }

    /** A drill speaks for the newest backup: that an older one restores well is good to know, and no proof. */
    private void newest(RestorePlan chosen) {
        if (request.mode() == RestoreMode.DRILL) {
            List<String> newer = chosen.newerPassedOver();
            checks.add(new Check(
                    "newest-backup",
                    newer.isEmpty(),
                    newer.isEmpty()
                            ? chosen.backup().backup() + " is the newest"
                            : "it had to be " + chosen.backup().backup() + "; " + String.join("; ", newer)));
        }
    }

    /** A backup that restores well, but of yesterday's data, protects nobody. An idle server counts as young while it is backed up. */
    private void dataAge(RestorePlan chosen) {
        Duration limit = restorer.settings().dataAgeLimit();
        if (limit.isZero()) {
            return;
        }
        Duration age = Duration.between(chosen.storedAt(), requestedAt);
        checks.add(new Check(
                "data-age",
                age.compareTo(limit) <= 0,
                "the newest WAL was stored at " + chosen.storedAt() + ", " + age.toSeconds()
                        + " s before this began, and may be " + limit.toSeconds() + " s old"));
    }

    /** Whether the key that is kept for the worst day opens what is stored: it was the only one at hand. */
    private void escrow(RestorePlan chosen) {
        if (restorer.settings().escrow() && chosen.backup().encoding() == Encoding.ZSTD_AGE) {
            checks.add(new Check("escrow-identity", true, "backup and WAL were read with the escrow identity alone"));
        } else if (restorer.settings().escrow()) {
            notProven.add("escrow-identity: the backup is not encrypted");
        }
    }

    private static RegionName mostRead(ReadBackup read, RegionName planned) {
        return read.partsByRegion().entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(planned);
    }

    private RestoreOutcome.Restored started(RestoreOutcome.Restored restored) {
        Integer port = publicPort();
        if (port == null || target == null) {
            return restored;
        }
        progress.begin(RestorePhase.STARTING);
        long began = System.nanoTime();
        Path directory = target.path();
        if (Postmaster.of(directory).isPresent()) {
            // started by an attempt that was killed before it could tell
            PublicStart.answering(directory, port);
        } else {
            PublicStart.start(
                    restorer.installations().of(directory),
                    directory,
                    port,
                    restorer.settings().serverSettings(),
                    restorer.settings().startLimit());
        }
        PhaseTime starting = new PhaseTime(RestorePhase.STARTING, Duration.ofNanos(System.nanoTime() - began));
        return restored.after(starting, restorer.clock().instant(), sinceRequest());
    }

    private Duration sinceRequest() {
        return Duration.between(requestedAt, restorer.clock().instant());
    }

    private RestoreOutcome outcomeOf(LifeboatException e) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException(e.explanation());
        }
        if (verified != null) {
            String message = e.explanation() + "; the data is verified and intact, start it by hand";
            return failed(e.code(), message, verified.region(), verified.backup(), verified.chain(), verified.checks());
        }
        if (target == null && e.code() == ErrorCode.BUSY) {
            throw e;
        }
        if (target == null || plan == null) {
            return refused(e);
        }
        if (progress.snapshot().phase() == RestorePhase.CHOOSING && !target.isOver()) {
            target.discard();
            return refused(e);
        }
        return leftWithoutDatabase(target, plan, e);
    }

    /** What there is to look at stays, in a form that PostgreSQL does not start from; files half copied are of no use. */
    private RestoreOutcome leftWithoutDatabase(TargetDirectory own, RestorePlan chosen, LifeboatException e) {
        boolean recovered = e.code() == ErrorCode.VERIFICATION_FAILED;
        if (own.isOver() || (copied && request.mode() == RestoreMode.LIVE)) {
            RestoreOutcome.Failed failed = failed(chosen, e, own.path() + " is marked as unusable");
            try {
                own.markUnusable(e.explanation(), write(failed), recovered);
                return failed;
            } catch (LifeboatException unmarked) {
                if (own.isOver() || recovered) {
                    return failed(
                            chosen,
                            e,
                            own.path() + " is no database, but could not be marked as unusable: "
                                    + unmarked.explanation());
                }
                LOG.warn(
                        "A target without room for a mark is removed restoreId={} reason={}",
                        request.restoreId(),
                        unmarked.explanation());
            }
        }
        own.discard();
        return failed(chosen, e, "what had been written to " + own.path() + " is removed");
    }

    private RestoreOutcome.Failed failed(RestorePlan chosen, LifeboatException e, String whatIsLeft) {
        return failed(
                e.code(),
                e.explanation() + "; " + whatIsLeft,
                chosen.region(),
                chosen.backup().backup(),
                chosen.chain(),
                checks);
    }

    private RestoreOutcome refused(LifeboatException e) {
        return new RestoreOutcome.Refused(
                e.code(), e.explanation(), restorer.clock().instant());
    }

    private RestoreOutcome.Failed failed(
            ErrorCode code,
            String message,
            RegionName region,
            BackupId backup,
            @Nullable List<BackupId> chain,
            List<Check> found) {
        return new RestoreOutcome.Failed(
                code,
                message,
                restorer.clock().instant(),
                region,
                backup,
                chain,
                sinceRequest(),
                progress.phases(),
                List.copyOf(found));
    }
}
