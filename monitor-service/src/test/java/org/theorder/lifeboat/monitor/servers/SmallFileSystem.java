package org.theorder.lifeboat.monitor.servers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A tmpfs of 16 MiB: mounted by root, or by anybody in a mount namespace of its own, into which one looks through the process
 * that keeps it.
 *
 * @param path where it can be filled; an ordinary folder if it could not be mounted
 * @param keeper ends with this JVM, and the namespace with it; null if there is none
 */
record SmallFileSystem(Path path, boolean isThere, @Nullable Process keeper) implements AutoCloseable {
    private static final String MOUNT = "mount -t tmpfs -o size=16m tmpfs \"$0\"";

    static SmallFileSystem at(Path folder) throws IOException {
        if (succeeds("sh", "-c", MOUNT, folder.toString())) {
            return new SmallFileSystem(folder, true, null);
        }
        Process keeper = new ProcessBuilder(
                        "unshare", "-Urm", "sh", "-c", MOUNT + " && echo mounted && exec cat", folder.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        boolean mounted =
                "mounted".equals(keeper.inputReader(StandardCharsets.UTF_8).readLine());
        return mounted
                ? new SmallFileSystem(Path.of("/proc/" + keeper.pid() + "/root" + folder), true, keeper)
                : new SmallFileSystem(folder, false, null);
    }

    private static boolean succeeds(String... command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        if (keeper != null) {
            keeper.destroyForcibly();
            return;
        }
        try {
            if (isThere && !succeeds("umount", path.toString())) {
                System.err.println(path + " is still mounted");
            }
        } catch (IOException e) {
            System.err.println(path + " is still mounted: " + e);
        }
    }
}
