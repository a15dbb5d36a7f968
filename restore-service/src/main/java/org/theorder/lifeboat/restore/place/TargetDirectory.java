package org.theorder.lifeboat.restore.place;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RestoreId;
import org.theorder.lifeboat.repository.json.RepositoryJson;
import org.theorder.lifeboat.repository.storage.FileErrors;
import org.theorder.lifeboat.restore.postgres.Installation;
import org.theorder.lifeboat.restore.postgres.IsolatedServer;
import org.theorder.lifeboat.restore.postgres.Postmaster;

/**
 * The directory of one restore, claimed by it, and those of its tablespaces. A lock on a file beside it keeps a second process away even from a zombie whose lease has
 * passed on; the operating system takes the lock away with the process.
 */
public final class TargetDirectory implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TargetDirectory.class);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    private final Destination destination;
    private final Path path;
    private final RestoreId restore;
    private final ClusterName cluster;
    private final Clock clock;
    private final FileChannel lockFile;
    private @Nullable String evidence;

    private TargetDirectory(
            Destination destination, RestoreId restore, ClusterName cluster, Clock clock, FileChannel lockFile) {
        this.destination = destination;
        this.path = destination.directory();
        this.restore = restore;
        this.cluster = cluster;
        this.clock = clock;
        this.lockFile = lockFile;
    }

    /**
     * Refuses a directory that this restore must not touch, without changing anything.
     *
     * @throws LifeboatException TARGET_OCCUPIED if a server runs in it, or if it is not empty, not this restore's own, and
     *     not to be overwritten
     */
    public static void check(Destination destination, RestoreId restore) {
        Path path = destination.directory();
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            throw occupied(path + " is not a directory: name another one");
        }
        Optional<Marker> own = own(path, restore);
        if (own.isPresent()) {
            if (own.get().state() == Marker.State.RESTORING) {
                requireNoServerOfOthers(path, ErrorCode.TARGET_OCCUPIED);
            }
            return;
        }
        Postmaster.of(path).ifPresent(server -> {
            throw occupied("a PostgreSQL server (process " + server.pid() + ") runs in " + path
                    + ": stop it, or name another directory");
        });
        if (destination.over() && !destination.ownVolume() && Postmaster.mayBeUnseenIn(path)) {
            throw occupied("whether a server still runs in " + path + " cannot be seen from here, it may be in another"
                    + " container or on another machine: be sure that none does, then remove "
                    + path.resolve(Postmaster.FILE) + " and ask again");
        }
        for (Path each : destination.own()) {
            if (!Trees.isEmptyOrAbsent(each)) {
                throw occupied(each + " is not empty: name another directory, or remove what is there; 'over' with the"
                        + " cluster's name goes over a stopped cluster");
            }
        }
    }

    private static LifeboatException occupied(String why) {
        return new LifeboatException(ErrorCode.TARGET_OCCUPIED, why);
    }

    /** What is half made can be started by hand once it is promoted: whoever did that keeps it, whosever the mark is. */
    private static void requireNoServerOfOthers(Path path, ErrorCode code) {
        Postmaster.of(path).filter(server -> !server.isIsolated()).ifPresent(server -> {
            throw new LifeboatException(
                    code,
                    "a PostgreSQL server (process " + server.pid() + ") that no restore started runs in " + path
                            + ": stop it if nobody needs what is in it, or name another directory");
        });
    }

    private static Optional<Marker> own(Path path, RestoreId restore) {
        return Marker.read(Marker.beside(path))
                .filter(marker -> marker.restore().equals(restore))
                .filter(marker -> marker.state() != Marker.State.UNUSABLE);
    }

    /**
     * Takes the directory: afterwards it is marked as this restore's and is empty, or what is to be overwritten in it is no
     * database any more; or it is what {@link #evidence} tells about.
     * An isolated server that an earlier attempt left running in it is stopped, and no other one.
     *
     * @throws LifeboatException TARGET_OCCUPIED as {@link #check}, BUSY if another process works on it
     */
    public static TargetDirectory claim(
            Destination destination, RestoreId restore, ClusterName cluster, Installation installation, Clock clock) {
        check(destination, restore);
        FileChannel lock = lock(destination.directory());
        try {
            TargetDirectory target = new TargetDirectory(destination, restore, cluster, clock, lock);
            check(destination, restore);
            target.take(installation);
            return target;
        } catch (RuntimeException e) {
            closeQuietly(lock);
            throw e;
        }
    }

    private void take(Installation installation) {
        Optional<Marker> own = own(path, restore);
        if (own.isPresent() && own.get().state() == Marker.State.VERIFIED) {
            evidence = own.get().evidence();
            return;
        }
        if (own.isPresent()) {
            stopServer(path, restore, installation);
        }
        // the mark comes first: whatever is in the directory from now on is this restore's
        write(Marker.State.RESTORING, "a restore is writing here; nothing in it is a database yet", null);
        if (destination.over()) {
            Unusable.make(path, "a restore is overwriting it, or was cut short; ask for it again.");
            return;
        }
        for (Path each : destination.own()) {
            Trees.empty(each);
            if (!each.equals(path)) {
                Trees.removeIfPossible(each);
            }
        }
        try {
            Files.createDirectories(path);
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw FileErrors.explained("making the directory " + path, e);
        }
    }

    /** Ends the server that an interrupted attempt left running. */
    private static void stopServer(Path path, RestoreId restore, Installation installation) {
        Runnable removeTraces = IsolatedServer.tracesOf(path);
        Postmaster.of(path).ifPresent(server -> {
            LOG.info("Stopping the server of an interrupted attempt restoreId={} pid={}", restore, server.pid());
            server.stop(installation, path, STOP_LIMIT);
        });
        removeTraces.run();
    }

    /** Whether it holds what was there before. */
    public boolean isOver() {
        return destination.over();
    }

    private static FileChannel lock(Path path) {
        Path file = lockFileOf(path);
        try {
            Files.createDirectories(parentOf(path));
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                throw new LifeboatException(
                        ErrorCode.BUSY, "another process works on " + path + " right now; it is waited for");
            }
            return channel;
        } catch (IOException e) {
            throw FileErrors.explained("locking " + file, e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    public Path path() {
        return path;
    }

    /** The outcome that an earlier attempt left with a verified target; empty if there is work to do. */
    public Optional<String> evidence() {
        return Optional.ofNullable(evidence);
    }

    /** The outcome that an earlier attempt of this restore left with the directory: verified, or made unusable. */
    public static Optional<String> outcomeIn(Path path, RestoreId restore) {
        return Marker.read(Marker.beside(path))
                .filter(marker -> marker.restore().equals(restore))
                .flatMap(marker -> Optional.ofNullable(marker.evidence()));
    }

    /**
     * The restore that was cut short in this directory: under the same id it is begun anew, or, if there is {@link
     * #outcomeIn an outcome}, told. Empty if there is none.
     */
    public static Optional<RestoreId> interruptedIn(Path path) {
        return Marker.read(Marker.beside(path))
                .filter(marker -> marker.state() != Marker.State.UNUSABLE)
                .map(Marker::restore);
    }

    /** Where recovery keeps what nobody needs later: inside, so that WAL changes hands by a rename. */
    public Path working() {
        return path.resolve("lifeboat-restore");
    }

    /** From now on PostgreSQL may become able to start from it, long before it is verified. */
    public void noteUnverified() {
        Unverified.note(path);
    }

    /** From now on the directory holds a verified database, and no restart will touch it. */
    public void markVerified(String outcome) {
        Trees.remove(working());
        Unverified.clear(path);
        write(Marker.State.VERIFIED, "verified; see evidence", outcome);
        evidence = outcome;
    }

    /** After everybody was told: the mark moves into the directory, where it says what this database came from. */
    public void settle() {
        try {
            Files.move(Marker.beside(path), path.resolve(Marker.FILE), StandardCopyOption.REPLACE_EXISTING);
        } catch (NoSuchFileException e) {
            LOG.debug("Settled already restoreId={}", restore);
        } catch (IOException e) {
            throw FileErrors.explained("moving the restore's mark into " + path, e);
        }
    }

    /**
     * Makes sure that PostgreSQL cannot start from it; what there is to look at stays.
     *
     * @param recovered whether it is complete, and only checks failed
     * @throws LifeboatException NO_SPACE if the disk has no room for the mark; PostgreSQL cannot start from it then, too
     */
    public void markUnusable(String why, String outcome, boolean recovered) {
        Unusable.setAside(path);
        write(Marker.State.UNUSABLE, why, outcome);
        Unverified.clear(path);
        String failed = "its restore failed. " + why;
        if (recovered) {
            Unusable.makeRecovered(path, failed);
        } else {
            Unusable.make(path, failed);
        }
    }

    /** Removes everything that was restored, and the mark at last; what was being overwritten stays, marked as unusable. */
    public void discard() {
        discard(path, destination.own());
    }

    /**
     * Removes what a restore left, a server that it left running included, if the directory is still its own. What it was
     * overwriting stays, marked as unusable.
     *
     * @throws LifeboatException BUSY if a process works on it, or a server runs there that no restore started; TARGET_OCCUPIED if
     *     what the restore has written or kept is not what the destination says
     */
    public static void discard(Destination destination, RestoreId restore, Installation installation) {
        Path path = destination.directory();
        Optional<Marker> mark = Marker.read(Marker.beside(path))
                .filter(marker -> marker.restore().equals(restore));
        if (mark.isEmpty()) {
            return;
        }
        requireFits(mark.get(), destination);
        FileChannel lock = lock(path);
        try {
            requireNoServerOfOthers(path, ErrorCode.BUSY);
            stopServer(path, restore, installation);
            discard(path, mark.get().own());
        } finally {
            Trees.remove(lockFileOf(path));
            closeQuietly(lock);
        }
    }

    /** A directory that some restore has claimed and not settled. */
    public record Claim(Path path, RestoreId restore, Instant at) {}

    /**
     * All of them directly below a directory; none if it is not there.
     *
     * @param unreadable told of a mark that cannot be read; its directory is nobody's to touch
     */
    public static List<Claim> claimsBelow(Path parent, BiConsumer<Path, LifeboatException> unreadable) {
        List<Path> marks;
        try (Stream<Path> files = Files.list(parent)) {
            marks = files.filter(file -> file.toString().endsWith("." + Marker.FILE))
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw FileErrors.explained("looking into " + parent, e);
        }
        List<Claim> claims = new ArrayList<>();
        for (Path mark : marks) {
            try {
                Marker.read(mark).map(marker -> claim(mark, marker)).ifPresent(claims::add);
            } catch (LifeboatException e) {
                unreadable.accept(mark, e);
            }
        }
        return claims;
    }

    private static Claim claim(Path mark, Marker marker) {
        String name = mark.getFileName().toString().replace("." + Marker.FILE, "");
        return new Claim(mark.resolveSibling(name), marker.restore(), marker.at());
    }

    private static void requireFits(Marker mark, Destination destination) {
        if (!mark.fits(destination)) {
            throw occupied(destination.directory() + " is half of what "
                    + (mark.own().isEmpty() ? "a restore over the cluster there" : "a restore into " + mark.own())
                    + " has left: ask for the same again, or name another directory");
        }
    }

    private static void discard(Path path, List<Path> own) {
        if (own.isEmpty()) {
            // what was there before is not ours to remove, and it is no database any more
            Unusable.make(path, "its restore was ended before it was complete.");
        }
        for (Path each : own) {
            Trees.empty(each);
            Trees.removeIfPossible(each);
        }
        Trees.remove(Marker.beside(path));
    }

    private void write(Marker.State state, String note, @Nullable String outcome) {
        Trees.writeDurably(
                Marker.beside(path),
                RepositoryJson.write(
                        new Marker(restore, cluster, state, destination.own(), clock.instant(), note, outcome)));
    }

    private static Path lockFileOf(Path path) {
        return path.resolveSibling("." + path.getFileName() + ".lifeboat-lock");
    }

    private static Path parentOf(Path path) {
        return path.resolveSibling(".").normalize();
    }

    private static void closeQuietly(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("A lock file could not be closed: {}", e.toString());
        }
    }

    /** Lets go of the lock. */
    @Override
    public void close() {
        Trees.remove(lockFileOf(path));
        closeQuietly(lockFile);
    }
}
