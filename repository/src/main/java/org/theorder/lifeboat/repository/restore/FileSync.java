package org.theorder.lifeboat.repository.restore;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.theorder.lifeboat.repository.backup.Interruption;

/**
 * Makes files and directories durable, many at a time: a journaling file system commits those together. Files that nobody
 * writes any more are begun while others are still being written.
 */
final class FileSync implements AutoCloseable {
    private static final int AT_A_TIME = 16;

    private final ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME);
    private final Map<Path, Future<?>> begun = new ConcurrentHashMap<>();

    /** Begins with a file that is complete. */
    void begin(Path path) {
        begun.computeIfAbsent(
                path,
                _ -> threads.submit(() -> {
                    sync(path);
                    return null;
                }));
    }

    /** Returns when all of these are durable. */
    void complete(Collection<Path> paths) throws IOException {
        paths.forEach(this::begin);
        try {
            List<Future<?>> all = new ArrayList<>(begun.values());
            for (Future<?> sync : all) {
                sync.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        } catch (InterruptedException e) {
            throw Interruption.of(e);
        }
    }

    static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Returns when no file is open any more, so that the caller may remove them. */
    @Override
    public void close() {
        threads.shutdownNow();
        threads.close();
    }
}
