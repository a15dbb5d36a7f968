package org.theorder.lifeboat.repository.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.testing.Backups;

/** A real file system that is really full: a tmpfs of 1 MiB in a mount namespace of its own. */
class FullDiskTest {
    @TempDir
    Path directory;

    @Test
    void aFullDiskSaysSoAndLeavesNothingBehind() throws IOException, InterruptedException {
        assumeThat(run("true")).as("unprivileged mount namespaces").isEqualTo(0);

        int exit = run("mount -t tmpfs -o size=1m none '" + directory + "' && exec '"
                + ProcessHandle.current().info().command().orElseThrow() + "' -cp '"
                + System.getProperty("java.class.path") + "' "
                + Writer.class.getName().replace("$", "\\$") + " '"
                + directory + "'");

        assertThat(exit).as(output()).isEqualTo(0);
        assertThat(output()).contains("NO_SPACE", "the disk or the quota is full", "left: []", "afterwards: fine");
    }

    private int run(String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("unshare", "-Urm", "sh", "-c", command)
                .redirectErrorStream(true)
                .redirectOutput(directory
                        .resolveSibling(directory.getFileName() + ".log")
                        .toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private String output() throws IOException {
        return Files.readString(directory.resolveSibling(directory.getFileName() + ".log"), StandardCharsets.UTF_8);
    }

    /** Runs inside the namespace. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] arguments) throws IOException {
            Path root = Path.of(arguments[0], "region");
            FileStorage storage = FileStorage.initialize(root, new RegionName("dr"), Backups.CLOCK);
            ByteBuffer twoMebibytes = ByteBuffer.allocateDirect(2 << 20);
            try {
                storage.create("large", Content.of(List.of(twoMebibytes)));
            } catch (LifeboatException e) {
                System.out.println(e.code() + " " + e.explanation());
            }
            try (var left = Files.list(root.resolve(FileStorage.INCOMING))) {
                System.out.println("left: " + left.toList());
            }
            storage.create("small", Content.of("x"));
            System.out.println("afterwards: fine");
        }
    }
}
