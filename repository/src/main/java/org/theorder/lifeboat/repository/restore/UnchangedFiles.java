package org.theorder.lifeboat.repository.restore;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.theorder.lifeboat.repository.backup.IndexedFile;
import org.theorder.lifeboat.repository.backup.Interruption;
import org.theorder.lifeboat.repository.manifest.ChecksumAlgorithm;
import org.theorder.lifeboat.repository.manifest.ControlFile;
import org.theorder.lifeboat.repository.manifest.FileChecksum;
import org.theorder.lifeboat.repository.manifest.ManifestFile;

/**
 * Files that lie in their places as a restore would write them: found by reading them, in parallel, because neither length
 * nor time of change tells what a damaged disk did.
 */
final class UnchangedFiles {
    private static final int BUFFER_BYTES = 1024 * 1024;

    private final Set<ExpectedFile> files = Collections.newSetFromMap(new IdentityHashMap<>());

    private UnchangedFiles() {}

    static UnchangedFiles none() {
        return new UnchangedFiles();
    }

    /** @param places where a file of the newest backup goes, under the name that it then has */
    static UnchangedFiles find(BackupContents newest, Function<IndexedFile, Path> places, int workers) {
        UnchangedFiles unchanged = new UnchangedFiles();
        try (ExecutorService threads = Executors.newFixedThreadPool(workers)) {
            List<Future<?>> comparisons = newest.files().stream()
                    .filter(file -> isComparable(newest, file))
                    .<Future<?>>map(file -> threads.submit(() -> {
                        if (isThere(places.apply(file.indexed()), file)) {
                            unchanged.add(file);
                        }
                    }))
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

    /** What a file will be that is put together from several backups is not known; pg_control always comes last. */
    private static boolean isComparable(BackupContents newest, ExpectedFile file) {
        ManifestFile listed = file.manifest();
        return listed != null
                && listed.algorithm() != ChecksumAlgorithm.NONE
                && newest.rebuilt(file.indexed()).isEmpty()
                && !file.indexed().path().equals(ControlFile.PATH);
    }

    /** A file that cannot be read is not as it should be. */
    private static boolean isThere(Path place, ExpectedFile file) {
        ManifestFile listed = file.manifest();
        if (listed == null || !Files.isRegularFile(place, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        FileChecksum checksum = listed.algorithm().start();
        try (FileChannel channel = FileChannel.open(place, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            if (channel.size() != file.indexed().size()) {
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

    private synchronized void add(ExpectedFile file) {
        files.add(file);
    }

    boolean contains(ExpectedFile file) {
        return files.contains(file);
    }

    int count() {
        return files.size();
    }

    long bytes() {
        return files.stream().mapToLong(file -> file.indexed().size()).sum();
    }
}
