package org.theorder.lifeboat.repository.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.storage.FileStorage;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.testing.Backups;
import org.theorder.lifeboat.repository.testing.SyntheticChain;
import org.theorder.lifeboat.repository.testing.SyntheticCluster;

/** Correctness line 21: after a power cut there is a whole copy or none that starts. The calls to the kernel say so. */
class DurableRestoreTest {
    private static final Pattern SYNC = Pattern.compile("\\d+ +fsync\\(\\d+<([^>]+)>.*");
    private static final Pattern RENAME = Pattern.compile("\\d+ +rename\\(\"([^\"]+)\", \"([^\"]+)\"\\).*");

    @TempDir
    Path temporary;

    @Test
    void allIsDurableBeforeTheControlFileAppears() throws Exception {
        Path folder = temporary.toRealPath();
        Path log = folder.resolve("calls");
        assumeThat(traced(log, "true")).as("strace").isZero();
        String java = ProcessHandle.current().info().command().orElseThrow();

        assertThat(traced(
                        log,
                        java,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Restorer.class.getName(),
                        folder.toString()))
                .as(() -> said(folder))
                .isZero();

        List<String> calls = Files.readAllLines(log);
        Path controlFile = folder.resolve("data/global/pg_control");
        int appears = IntStream.range(0, calls.size())
                .filter(call -> renamed(calls.get(call)).getOrDefault("to", "").equals(controlFile.toString()))
                .findFirst()
                .orElseThrow();
        List<String> before = synced(calls.subList(0, appears));
        assertThat(before).contains(renamed(calls.get(appears)).get("from"));
        for (Path root : List.of(folder.resolve("data"), folder.resolve("16400"))) {
            assertThat(before).containsAll(filesAndDirectories(root, controlFile));
        }
        assertThat(synced(calls.subList(appears, calls.size())))
                .contains(controlFile.getParent().toString());
    }

    /** @return the exit code; a shell's 127 if there is no strace */
    private static int traced(Path log, String... command) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(
                "sh", "-c", "exec strace -f -y -qq -s 4096 -e trace=fsync,rename -e signal=none -o \"$0\" \"$@\""));
        all.add(log.toString());
        all.addAll(List.of(command));
        Process process = new ProcessBuilder(all)
                .redirectErrorStream(true)
                .redirectOutput(log.resolveSibling("said").toFile())
                .start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private static String said(Path folder) {
        try {
            return Files.readString(folder.resolve("said"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> renamed(String call) {
        var matcher = RENAME.matcher(call);
        return matcher.matches() ? Map.of("from", matcher.group(1), "to", matcher.group(2)) : Map.of();
    }

    private static List<String> synced(List<String> calls) {
        return calls.stream()
                .flatMap(call -> SYNC.matcher(call).results().map(sync -> sync.group(1)))
                .toList();
    }

    private static List<String> filesAndDirectories(Path root, Path except) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> !Files.isSymbolicLink(file) && !file.equals(except))
                    .map(Path::toString)
                    .toList();
        }
    }

    /** Restores a chain, traced. */
    static final class Restorer {
        private Restorer() {}

        public static void main(String[] arguments) {
            Path folder = Path.of(arguments[0]);
            SyntheticChain chain = new SyntheticChain(42, 14).live().live();
            Storage region = FileStorage.initialize(folder.resolve("region"), new RegionName("primary"), Backups.CLOCK);
            chain.take(List.of(region));
            BackupReader.open(
                            List.of(region),
                            SyntheticCluster.KEYS,
                            chain.newest().id())
                    .restore(
                            new RestoreTarget(folder.resolve("data"), Map.of("16400", folder.resolve("16400"))),
                            new ReaderSettings(2),
                            ReadProgress.IGNORED);
        }
    }
}
