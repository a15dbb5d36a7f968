package org.theorder.lifeboat.repository.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * Files below a root in the order of their keys, as an object store would list them. Folders are read one at a time, so
 * a long listing costs the memory of its largest folder.
 */
final class FileListing {
    private final Path root;
    private final String prefix;
    private final String after;

    FileListing(Path root, String prefix, String after) {
        this.root = root;
        this.prefix = prefix;
        this.after = after;
    }

    Stream<StoredObject> objects() {
        return below(prefix.substring(0, prefix.lastIndexOf('/') + 1));
    }

    /** @param folder a key's beginning that is empty or ends with a slash */
    private Stream<StoredObject> below(String folder) {
        return names(folder).stream()
                .filter(this::concerns)
                .flatMap(key -> key.endsWith("/") ? below(key) : ObjectFiles.describe(root.resolve(key), key).stream());
    }

    private boolean concerns(String key) {
        boolean inPrefix = key.startsWith(prefix) || (key.endsWith("/") && prefix.startsWith(key));
        boolean behind = key.compareTo(after) > 0 || (key.endsWith("/") && after.startsWith(key));
        return inPrefix && behind;
    }

    Stream<String> folders() {
        return names(prefix).stream()
                .filter(key -> key.endsWith("/"))
                .filter(key -> below(key).findFirst().isPresent())
                .map(key -> key.substring(prefix.length(), key.length() - 1));
    }

    /** Keys directly below a folder in order; a folder's ends with a slash, which is where it sorts among keys. */
    private List<String> names(String folder) {
        try (Stream<Path> children = Files.list(root.resolve(folder))) {
            return children.filter(
                            child -> ObjectKey.isSegment(child.getFileName().toString()))
                    .map(child -> folder
                            + child.getFileName()
                            + (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS) ? "/" : ""))
                    .sorted()
                    .toList();
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        } catch (IOException e) {
            throw listingFailed(folder, e);
        } catch (UncheckedIOException e) {
            throw listingFailed(folder, new IOException(e.getMessage(), e));
        }
    }

    private LifeboatException listingFailed(String folder, IOException e) {
        return FileErrors.explained("listing " + root.resolve(folder), e);
    }
}
