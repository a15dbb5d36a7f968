package org.theorder.lifeboat.repository.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.storage.FileStorage;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.testing.Backups;
import org.theorder.lifeboat.repository.testing.SyntheticChain;
import org.theorder.lifeboat.repository.testing.SyntheticCluster;
import org.theorder.lifeboat.repository.testing.Trees;

/**
 * Correctness line 21, in the middle of a chain: the disk fills up while a full backup and its incrementals are put together.
 * A real file system that is really full: a tmpfs in a mount namespace of its own, which is made larger afterwards.
 */
class ChainOnFullDiskTest {
    @TempDir
    Path folder;

    @Test
    void aFullDiskLeavesNoServerToStartAndTheNextAttemptIsWhole() throws IOException, InterruptedException {
        assumeThat(run("true")).as("unprivileged mount namespaces").isEqualTo(0);
        Path disk = Files.createDirectory(folder.resolve("disk"));

        int exit = run("mount -t tmpfs -o size=1m none '" + disk + "' && exec '"
                + ProcessHandle.current().info().command().orElseThrow() + "' -cp '"
                + System.getProperty("java.class.path") + "' '" + Restorer.class.getName() + "' '" + folder + "'");

        String said = Files.readString(folder.resolve("log"));
        assertThat(exit).as(said).isEqualTo(0);
        assertThat(said).contains("failed: NO_SPACE", "control file: false", "afterwards: as it was");
    }

    private int run(String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("unshare", "-Urm", "sh", "-c", command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    /** Runs inside the namespace. */
    static final class Restorer {
        private Restorer() {}

        public static void main(String[] arguments) throws IOException, InterruptedException {
            Path folder = Path.of(arguments[0]);
            Path data = folder.resolve("disk/data");
            SyntheticChain chain = new SyntheticChain(42, 14).live().live();
            Storage region = FileStorage.initialize(folder.resolve("region"), new RegionName("primary"), Backups.CLOCK);
            chain.take(List.of(region));
            try {
                restore(region, chain, data);
                System.out.println("failed: not at all");
            } catch (LifeboatException e) {
                System.out.println("failed: " + e.code() + " " + e.explanation());
            }
            System.out.println("control file: " + Files.exists(data.resolve("global/pg_control")));

            Process larger = new ProcessBuilder(
                            "mount", "-o", "remount,size=64m", data.getParent().toString())
                    .inheritIO()
                    .start();
            System.out.println("larger: " + larger.waitFor());
            empty(data.getParent());
            restore(region, chain, data);
            Map<String, byte[]> expected = chain.restored("base");
            expected.put("backup_manifest", Files.readAllBytes(data.resolve("backup_manifest")));
            Trees.assertHolds(data, expected);
            System.out.println("afterwards: as it was");
        }

        private static void restore(Storage region, SyntheticChain chain, Path data) {
            BackupReader.open(
                            List.of(region),
                            SyntheticCluster.KEYS,
                            chain.newest().id())
                    .restore(
                            new RestoreTarget(data, Map.of("16400", data.resolveSibling("16400"))),
                            new ReaderSettings(2),
                            ReadProgress.IGNORED);
        }

        private static void empty(Path directory) throws IOException {
            try (Stream<Path> files = Files.walk(directory)) {
                files.filter(file -> !file.equals(directory))
                        .sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
    }
}
