package org.theorder.lifeboat.repository.restore;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.theorder.lifeboat.repository.backup.IndexedFile;
import org.theorder.lifeboat.repository.backup.Interruption;
import org.theorder.lifeboat.repository.manifest.ControlFile;
import org.theorder.lifeboat.repository.manifest.FileChecksum;
import org.theorder.lifeboat.repository.manifest.ManifestFile;

/**
 * Files that lie in their places as a restore would write them: found by reading them, in parallel, because neither length
 * nor time of change tells what a damaged disk did.
 */
final class UnchangedFiles {
    private static final int BUFFER_BYTES = 1024 * 1024;

    private final IdentityHashMap<ExpectedFile, ManifestFile> files = new IdentityHashMap<>();

    private UnchangedFiles() {}

    static UnchangedFiles none() {
        return new UnchangedFiles();
    }

    /**
     * @param newest what is restored
     * @param copies what its files will be, as far as that is known before they are put together
     * @param places where a file of the newest backup goes, under the name that it then has
     */
    static UnchangedFiles find(
            BackupContents newest, WholeCopies copies, Function<IndexedFile, Path> places, int workers) {
        UnchangedFiles unchanged = new UnchangedFiles();
        try (ExecutorService threads = Executors.newFixedThreadPool(workers)) {
            List<Future<?>> comparisons = newest.files().stream()
                    // pg_control always comes last
                    .filter(file -> !file.indexed().path().equals(ControlFile.PATH))
                    .flatMap(file -> copies.of(file).stream()
                            .<Future<?>>map(whole -> threads.submit(() -> {
                                if (isThere(places.apply(file.indexed()), whole)) {
                                    unchanged.add(file, whole);
                                }
                            })))
                    .toList();
            for (Future<?> comparison : comparisons) {
                comparison.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            throw Interruption.of(e);
        }
        return unchanged;
    }

    /** A file that cannot be read is not as it should be. */
    private static boolean isThere(Path place, ManifestFile listed) {
        if (!Files.isRegularFile(place, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        FileChecksum checksum = listed.algorithm().start();
        try (FileChannel channel = FileChannel.open(place, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            if (channel.size() != listed.size()) {
                return false;
            }
            ByteBuffer buffer = ByteBuffer.allocate(Math.clamp(channel.size(), 1, BUFFER_BYTES));
            while (channel.read(buffer) >= 0) {
                checksum.update(buffer.flip());
                buffer.clear();
            }
        } catch (IOException e) {
            return false;
        }
        return checksum.finish().equals(listed.checksum());
    }

    private synchronized void add(ExpectedFile file, ManifestFile whole) {
        files.put(file, whole);
    }

    boolean contains(ExpectedFile file) {
        return files.containsKey(file);
    }

    /** What an unchanged file of the newest backup is. */
    ManifestFile whole(ExpectedFile file) {
        return Objects.requireNonNull(files.get(file));
    }

    int count() {
        return files.size();
    }

    long bytes() {
        return files.values().stream().mapToLong(ManifestFile::size).sum();
    }
}
