package org.theorder.lifeboat.repository.restore;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collection;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.storage.FileErrors;

/** Directories that a restore needs: empty, apart from each other, and the owner's alone. */
final class RestoreDirectories {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    private RestoreDirectories() {}

    /** @throws LifeboatException TARGET_OCCUPIED unless the directory is absent or empty */
    static void requireEmpty(Path directory) {
        try (Stream<Path> children = Files.list(directory)) {
            children.findFirst().ifPresent(child -> {
                throw new LifeboatException(
                        ErrorCode.TARGET_OCCUPIED,
                        directory + " is not empty: it holds " + child.getFileName()
                                + "; a restore never writes over anything, name another directory");
            });
        } catch (NoSuchFileException absent) {
            // will be made
        } catch (NotDirectoryException e) {
            throw new LifeboatException(ErrorCode.TARGET_OCCUPIED, directory + " is not a directory", e);
        } catch (IOException e) {
            throw unwritable(directory, e);
        }
    }

    /** @throws LifeboatException REQUEST_INVALID if one root lies in another, or is the same */
    static void requireApart(Collection<Path> roots) {
        Set<Path> others = new HashSet<>();
        for (Path root : roots) {
            if (!others.add(root)) {
                throw overlapping(root, root);
            }
        }
        for (Path root : roots) {
            for (Path above = root.getParent(); above != null; above = above.getParent()) {
                if (others.contains(above)) {
                    throw overlapping(root, above);
                }
            }
        }
    }

    private static LifeboatException overlapping(Path root, Path other) {
        return new LifeboatException(
                ErrorCode.REQUEST_INVALID,
                root + " lies in " + other + ": the data directory and the tablespaces need directories of their own");
    }

    /** Removes all files but some, and all directories below but some; follows no link. */
    static void clear(Path directory, Set<Path> keptFiles, Set<Path> keptDirectories) {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    if (!keptFiles.contains(file)) {
                        Files.delete(file);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException trouble)
                        throws IOException {
                    if (trouble != null) {
                        throw trouble;
                    }
                    if (!visited.equals(directory) && !keptDirectories.contains(visited)) {
                        Files.delete(visited);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw unwritable(directory, e);
        }
    }

    /** Makes a root with everything above it, or takes the empty one that is there. */
    static void makeRoot(Path directory) {
        try {
            Files.createDirectories(directory);
            Files.setPosixFilePermissions(directory, OWNER_ONLY);
        } catch (IOException e) {
            throw unwritable(directory, e);
        }
    }

    /** Makes a directory whose parent is there. */
    static void make(Path directory) {
        try {
            Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                throw new LifeboatException(
                        ErrorCode.CORRUPT, "the backup wants a directory and something else at " + directory, e);
            }
        } catch (IOException e) {
            throw unwritable(directory, e);
        }
    }

    static Path parentOf(Path path) {
        return Objects.requireNonNull(path.toAbsolutePath().getParent(), "a path below a directory");
    }

    private static LifeboatException unwritable(Path directory, IOException e) {
        ErrorCode code = e instanceof AccessDeniedException ? ErrorCode.REQUEST_INVALID : ErrorCode.INTERNAL;
        return FileErrors.explained(code, "using the directory " + directory, e);
    }
}
