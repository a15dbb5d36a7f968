package org.theorder.lifeboat.local.suite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** Folders of the suite's own data. */
public final class Folders {
    private Folders() {}

    public static void make(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new LifeboatException(ErrorCode.STORE_UNREACHABLE, folder + " cannot be made: " + e.getMessage(), e);
        }
    }

    /** What lies directly in a folder; nothing if there is no such folder. */
    static List<Path> list(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("listing " + folder, e);
        }
    }

    static void deleteContent(Path folder) {
        list(folder).forEach(Folders::delete);
    }

    /** Deletes a tree; what vanishes meanwhile is fine, because that is what was wanted. */
    public static void delete(Path tree) {
        try {
            Files.walkFileTree(tree, new Deletion());
        } catch (NoSuchFileException e) {
            // absent is what was asked for
        } catch (IOException e) {
            throw new LifeboatException(ErrorCode.STORE_UNREACHABLE, tree + " cannot be deleted: " + e.getMessage(), e);
        }
    }

    private static final class Deletion extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            if (failure instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw failure;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
            if (failure != null && !(failure instanceof NoSuchFileException)) {
                throw failure;
            }
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
