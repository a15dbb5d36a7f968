package org.theorder.lifeboat.restore.breakglass;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RecoveryTarget;
import org.theorder.lifeboat.events.RestoreId;
import org.theorder.lifeboat.events.RestoreMode;
import org.theorder.lifeboat.events.RestoreRequested;
import org.theorder.lifeboat.events.TargetTimeline;
import org.theorder.lifeboat.repository.encryption.Identities;
import org.theorder.lifeboat.repository.encryption.IdentityFiles;
import org.theorder.lifeboat.repository.layout.Stamp;
import org.theorder.lifeboat.repository.storage.FileErrors;
import org.theorder.lifeboat.restore.place.AllowedDirectories;
import org.theorder.lifeboat.restore.place.TargetDirectory;
import org.theorder.lifeboat.restore.point.PointChooser;
import org.theorder.lifeboat.restore.point.RestorePlan;
import org.theorder.lifeboat.restore.postgres.Installations;
import org.theorder.lifeboat.restore.run.FinishedRestore;
import org.theorder.lifeboat.restore.run.Progress;
import org.theorder.lifeboat.restore.run.RestoreOutcome;
import org.theorder.lifeboat.restore.run.RestoreSettings;
import org.theorder.lifeboat.restore.run.Restorer;
import org.theorder.lifeboat.restore.verify.Assertion;
import org.theorder.lifeboat.restore.verify.Verification;
import org.theorder.lifeboat.restore.wal.WalCourier;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What has to be said for every restore, and the restore itself. */
final class RestoreOptions {
    private static final String BY_HAND = "by-hand-";
    private static final int MOST_READERS = 6;
    private static final Duration WAL_PATIENCE = Duration.ofMinutes(1);

    @Mixin
    private Repositories repositories = new Repositories();

    @Option(
            names = "--identity",
            paramLabel = "FILE",
            description = "age identities (AGE-SECRET-KEY-1…), for encrypted backups")
    private List<Path> identities = List.of();

    @Option(names = "--cluster", required = true, paramLabel = "NAME")
    private String cluster = "";

    @Option(
            names = "--to",
            defaultValue = "latest",
            converter = TargetOption.class,
            paramLabel = "POINT",
            description = TargetOption.FORMS + " (default: ${DEFAULT-VALUE})")
    private RecoveryTarget target = new RecoveryTarget.Latest();

    @Option(names = "--exclusive", description = "stop before the time, position or transaction, and not behind it")
    private boolean exclusive;

    @Option(
            names = "--timeline",
            defaultValue = "latest",
            paramLabel = "TIMELINE",
            description = "latest, current (the one of the base backup) or a number (default: ${DEFAULT-VALUE})")
    private String timeline = "latest";

    @Option(
            names = "--postgres",
            paramLabel = "DIR",
            description = "folder with postgres and pg_ctl of the backup's version (default: where packages put them)")
    private Optional<Path> programs = Optional.empty();

    @Option(
            names = "--superuser",
            defaultValue = "postgres",
            paramLabel = "ROLE",
            description = "the cluster's superuser (default: ${DEFAULT-VALUE})")
    private String superuser = "postgres";

    @Option(
            names = "--setting",
            paramLabel = "NAME=VALUE",
            description =
                    "for the server that replays and verifies, for example shared_buffers=1GB on a smaller machine")
    private Map<String, String> settings = Map.of();

    @Option(
            names = "--accept-collation-change",
            description = "go on where text sorts otherwise than in the source; REINDEX afterwards")
    private boolean collationChangeAccepted;

    ClusterName cluster() {
        return new ClusterName(cluster);
    }

    String superuser() {
        return superuser;
    }

    /** @throws LifeboatException CONFIGURATION_INVALID naming the file that is wrong */
    Identities identities() {
        return identities.isEmpty() ? Identities.none() : IdentityFiles.read(identities);
    }

    private RecoveryTarget target() {
        return exclusive ? TargetOption.exclusive(target) : target;
    }

    private TargetTimeline timeline() {
        return TargetTimeline.parse(timeline);
    }

    /** A restorer for this directory and no other, and what it is going to do. */
    record Prepared(Restorer restorer, RestorePlan plan) {}

    /**
     * Says what will be done. Only reads.
     *
     * @param directories that may be written
     * @throws LifeboatException with what is possible instead
     */
    Prepared prepare(Collection<Path> directories, Clock clock, PrintWriter out) {
        Repositories.Opened opened = repositories.open();
        opened.troubles().forEach(trouble -> out.println("! " + trouble));
        PointChooser chooser = new PointChooser(opened.regions(), identities(), WAL_PATIENCE);
        RestorePlan plan = chooser.choose(cluster(), target(), timeline(), Optional.empty());
        plan.notes().forEach(note -> out.println("! " + note));
        out.println("Restoring " + cluster + " from region " + plan.region() + ": " + chain(plan) + ", "
                + Sizes.shown(plan.reader().estimatedBytes()) + ", and up to " + Sizes.shown(plan.walBytes())
                + " of WAL on timeline " + plan.timeline());
        RestoreSettings how =
                settings(AllowedDirectories.only(directories), superuser, collationChangeAccepted, settings, Map.of());
        int major = plan.backup().serverVersion() / 10_000;
        return new Prepared(
                new Restorer(how, chooser, new Installations(List.of(Programs.ofMajorVersion(major, programs))), clock),
                plan);
    }

    /** Of a process that does nothing else and has the machine, or its pod, for itself. */
    static RestoreSettings settings(
            AllowedDirectories allowed,
            String superuser,
            boolean collationChangeAccepted,
            Map<String, String> isolatedSettings,
            Map<ClusterName, List<Assertion>> assertions) {
        int processors = Runtime.getRuntime().availableProcessors();
        // some of them wait for the disk
        int readers = Math.clamp(2L * processors, 2, MOST_READERS);
        int checkers = Math.clamp(processors, 2, MOST_READERS);
        return new RestoreSettings(
                allowed,
                readers,
                new WalCourier.Settings(6, 2, WAL_PATIENCE.plusSeconds(30)),
                Duration.ofHours(24),
                Duration.ofMinutes(2),
                isolatedSettings,
                Map.of(),
                new Verification.Settings(
                        superuser, Duration.ofHours(4), Long.MAX_VALUE, collationChangeAccepted, checkers),
                assertions);
    }

    private static String chain(RestorePlan plan) {
        int incrementals = plan.chain().size() - 1;
        return "backup " + plan.backup().backup()
                + (incrementals == 0 ? "" : " (a full one and " + incrementals + " incremental)");
    }

    /**
     * Restores while progress is shown.
     *
     * @throws LifeboatException why it was refused or failed
     */
    FinishedRestore run(Prepared prepared, RestoreRequested.Place place, RestoreMode mode, Clock clock, PrintWriter out)
            throws InterruptedException {
        RestoreRequested request = request(takenOver(prepared, place, mode, clock), place, mode);
        Progress progress = new Progress();
        try (ProgressBar _ = ProgressBar.start(progress, out)) {
            return prepared.restorer().run(request, clock.instant(), progress, prepared.plan());
        }
    }

    /**
     * The restore that the same command has begun here, or a new one. What a killed command left that is of no use is removed:
     * what another one has half made, and what is verified and was being dumped, which may have changed it.
     */
    private RestoreId takenOver(Prepared prepared, RestoreRequested.Place place, RestoreMode mode, Clock clock) {
        Path directory = Path.of(place.directory());
        CRC32 asked = new CRC32();
        asked.update(
                List.of(cluster(), target(), timeline(), place, mode).toString().getBytes(StandardCharsets.UTF_8));
        String sum = "-%08x".formatted(asked.getValue());
        RestoreId fresh = new RestoreId(BY_HAND + Stamp.of(clock.instant()) + sum);
        return TargetDirectory.interruptedIn(directory)
                .filter(before -> before.value().startsWith(BY_HAND))
                .map(before -> {
                    boolean same = before.value().endsWith(sum);
                    boolean verified =
                            TargetDirectory.outcomeIn(directory, before).isPresent();
                    if (same ? verified && mode == RestoreMode.DRILL : !verified) {
                        prepared.restorer().discard(request(before, place, mode));
                    }
                    return same ? before : fresh;
                })
                .orElse(fresh);
    }

    private RestoreRequested request(RestoreId id, RestoreRequested.Place place, RestoreMode mode) {
        return new RestoreRequested(
                id, cluster(), target(), timeline(), null, place, mode, null, System.getProperty("user.name"));
    }

    /** @throws LifeboatException unless it was restored */
    static RestoreOutcome.Restored required(RestoreOutcome outcome) {
        return switch (outcome) {
            case RestoreOutcome.Restored restored -> restored;
            case RestoreOutcome.Refused refused -> throw new LifeboatException(refused.code(), refused.message());
            case RestoreOutcome.Cancelled cancelled ->
                throw new LifeboatException(ErrorCode.CANCELLED, "cancelled by " + cancelled.by());
            case RestoreOutcome.Failed failed -> throw new LifeboatException(failed.code(), failed.message());
        };
    }

    /** The directory without symbolic links on the way to it. */
    static Path real(Path directory) {
        Path absolute = directory.toAbsolutePath().normalize();
        Path existing = parentOf(absolute);
        while (!Files.exists(existing, LinkOption.NOFOLLOW_LINKS)) {
            existing = parentOf(existing);
        }
        try {
            return existing.toRealPath().resolve(existing.relativize(absolute));
        } catch (IOException e) {
            throw FileErrors.explained("looking at " + existing, e);
        }
    }

    private static Path parentOf(Path path) {
        Path parent = path.getParent();
        return parent == null ? path : parent;
    }
}
