package org.theorder.lifeboat.restore.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The packaged break-glass jar, run as people run it.
 *
 * @param output of both streams
 */
public record CommandLineRun(int exitCode, String output) {
    private static final Path JAR = Path.of("target", "lifeboat-restore.jar");

    /** To its end. */
    public static CommandLineRun of(Path folder, List<String> arguments) throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder, "run-", ".out");
        Process process = start(output, arguments);
        if (!process.waitFor(3, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IllegalStateException("it did not end: " + Files.readString(output));
        }
        return new CommandLineRun(process.exitValue(), Files.readString(output));
    }

    /** Nothing of this machine's environment helps it, but the PATH. */
    public static Process start(Path output, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dstdout.encoding=UTF-8",
                "-jar",
                JAR.toAbsolutePath().toString()));
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> !name.equals("PATH"));
        return builder.start();
    }
}
