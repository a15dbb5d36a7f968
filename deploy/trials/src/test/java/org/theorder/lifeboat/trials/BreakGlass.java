package org.theorder.lifeboat.trials;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.theorder.lifeboat.servers.PostgresBinaries;

/**
 * The self-contained jar of restore-service: the whole restore engine with nothing but a repository.
 *
 * @param regions in the order in which they are read
 */
record BreakGlass(Path jar, List<Path> regions) {
    /**
     * Restores and verifies.
     *
     * @param point the options that say which
     * @return what it printed
     */
    String restore(String cluster, List<String> point, Path into) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-Dstdout.encoding=UTF-8",
                "-jar",
                jar.toString(),
                "restore",
                "--cluster",
                cluster,
                "--into",
                into.toString(),
                "--postgres",
                PostgresBinaries.unpacked().toString()));
        regions.forEach(
                region -> command.addAll(List.of("--repository", region.toUri().toString())));
        command.addAll(point);
        return run(command);
    }

    private static String run(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as("%s: %s", command, printed).isZero();
            return printed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
