package org.theorder.lifeboat.notifier.publish;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.theorder.lifeboat.notifier.page.Document;

/**
 * A folder that holds the page. Each file is written beside its place and put there at once, so that a reader gets the old
 * or the new one whole, also when the disk is full in the middle; one that did not change is left alone.
 */
final class StaticFiles {
    private static final String FRONT = "/";

    private final Path directory;
    private final Map<String, String> written = new HashMap<>();

    StaticFiles(Path directory) {
        this.directory = directory.toAbsolutePath().normalize();
    }

    /**
     * Writes what changed since the last time; the front page last, so that what it leads to is there before it.
     *
     * @param documents by path, as the service answers them
     * @return how many files were written
     * @throws IOException at the first that cannot be; those before it are there, and the next call goes on
     */
    int write(Map<String, Document> documents) throws IOException {
        List<String> paths = new ArrayList<>(documents.keySet());
        paths.sort(Comparator.comparing((String path) -> path.equals(FRONT)).thenComparing(Comparator.naturalOrder()));
        int count = 0;
        for (String path : paths) {
            Document document = documents.get(path);
            if (document != null && !document.entityTag().equals(written.get(path))) {
                put(file(path), document.content());
                written.put(path, document.entityTag());
                count++;
            }
        }
        return count;
    }

    /** Where a web server looks for it: {@code /history} is {@code history/index.html}, {@code /feed.json} itself. */
    private Path file(String path) throws IOException {
        String name = path.substring(path.lastIndexOf('/') + 1);
        String relative = path.substring(1) + (name.isEmpty() ? "index.html" : name.contains(".") ? "" : "/index.html");
        Path file = directory.resolve(relative).normalize();
        if (!file.startsWith(directory)) {
            throw new IOException(path + " would lie outside " + directory);
        }
        return file;
    }

    private static void put(Path file, byte[] content) throws IOException {
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Path beside = file.resolveSibling("." + file.getFileName() + ".new");
        try {
            try (FileChannel channel = FileChannel.open(
                    beside,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING)) {
                ByteBuffer bytes = ByteBuffer.wrap(content);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                // a full disk is told here at the latest, and not after the old file is gone
                channel.force(true);
            }
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            Files.deleteIfExists(beside);
            throw e;
        }
    }
}
