package org.theorder.lifeboat.repository.restore;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.theorder.lifeboat.repository.backup.Interruption;

/** Makes files and directories durable, many at a time: a journaling file system commits those together. */
final class FileSync {
    private static final int AT_A_TIME = 16;

    private FileSync() {}

    static void syncAll(List<Path> paths) throws IOException {
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME)) {
            List<Future<?>> syncs = new ArrayList<>(paths.size());
            for (Path path : paths) {
                syncs.add(threads.submit(() -> {
                    sync(path);
                    return null;
                }));
            }
            for (Future<?> sync : syncs) {
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
}
