package org.theorder.lifeboat.restore.place;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * Where restores may write. The directory of a request comes from whoever may write to a Kafka topic, so it is taken for
 * hostile: only plain absolute paths strictly below an allowed directory pass, and no symbolic link may lead out of it.
 */
public final class AllowedDirectories {
    private static final Pattern PLAIN = Pattern.compile("/[A-Za-z0-9._/@+=,:~ -]{1,511}");

    private final List<Path> roots;

    /** @throws LifeboatException CONFIGURATION_INVALID if a root is not an absolute path */
    public AllowedDirectories(List<Path> roots) {
        for (Path root : roots) {
            if (!root.isAbsolute() || root.getNameCount() == 0) {
                throw new LifeboatException(
                        ErrorCode.CONFIGURATION_INVALID,
                        "lifeboat.restore.allowed-directories: '" + root
                                + "' is not an absolute path below the root of the file system");
            }
        }
        this.roots = roots.stream().map(Path::normalize).toList();
    }

    private AllowedDirectories(Stream<Path> existing) {
        this.roots = existing.toList();
    }

    /** For somebody at a command line: what lies below the nearest existing directories that lead to these. */
    public static AllowedDirectories only(Collection<Path> directories) {
        return new AllowedDirectories(directories.stream().map(AllowedDirectories::nearestAbove));
    }

    private static Path nearestAbove(Path directory) {
        Path existing = parentOf(directory);
        while (!Files.exists(existing)) {
            existing = parentOf(existing);
        }
        return existing;
    }

    /**
     * The path, if a restore may write there.
     *
     * @throws LifeboatException REQUEST_INVALID saying what is allowed
     */
    public Path checked(String directory) {
        if (roots.isEmpty()) {
            throw new LifeboatException(
                    ErrorCode.REQUEST_INVALID,
                    "restores are not allowed anywhere: set lifeboat.restore.allowed-directories of restore-service");
        }
        Path path = plain(directory);
        Path root = roots.stream()
                .filter(each -> path.startsWith(each) && path.getNameCount() > each.getNameCount())
                .findFirst()
                .orElseThrow(() -> refused("is not below an allowed directory"));
        refuseLinksOut(root, path);
        return path;
    }

    private Path plain(String directory) {
        if (!PLAIN.matcher(directory).matches()) {
            throw refused(
                    "is not a plain absolute path (letters, digits, spaces and ._-@+=,:~ between slashes, 512 at most)");
        }
        try {
            Path path = Path.of(directory);
            if (!path.equals(path.normalize())) {
                throw refused("has '.' or '..' in it");
            }
            return path;
        } catch (InvalidPathException e) {
            throw refused("is not a path");
        }
    }

    private void refuseLinksOut(Path root, Path path) {
        for (Path each = path; !each.equals(root); each = parentOf(each)) {
            if (Files.isSymbolicLink(each)) {
                throw refused("leads over a symbolic link");
            }
        }
        Path existing = path;
        while (!Files.exists(existing, LinkOption.NOFOLLOW_LINKS) && !existing.equals(root)) {
            existing = parentOf(existing);
        }
        try {
            if (!existing.toRealPath().startsWith(root.toRealPath())) {
                throw refused("leads out of the allowed directory");
            }
        } catch (IOException e) {
            throw new LifeboatException(
                    ErrorCode.REQUEST_INVALID,
                    "the allowed directory " + root + " is not there or cannot be entered: make or mount it",
                    e);
        }
    }

    private static Path parentOf(Path path) {
        Path parent = path.getParent();
        return parent == null ? path : parent;
    }

    private LifeboatException refused(String why) {
        return new LifeboatException(
                ErrorCode.REQUEST_INVALID,
                "the target directory " + why + "; restores may go below "
                        + roots.stream().map(Path::toString).collect(Collectors.joining(", ")));
    }
}
