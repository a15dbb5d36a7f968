package org.theorder.lifeboat.restore.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.theorder.lifeboat.events.EventJson;
import org.theorder.lifeboat.events.Topics;
import org.theorder.lifeboat.restore.run.FinishedRestore;
import org.theorder.lifeboat.restore.run.Progress;

/** A restorer in a JVM of its own, to be killed. Arguments: repository, allowed directory, request as JSON. */
public final class RestoreProcess {
    private RestoreProcess() {}

    /** Prints {@code done} and then waits to be killed: the outcome is never told. */
    public static void main(String[] arguments) throws Exception {
        var request = EventJson.read(Topics.RESTORE_REQUESTED, arguments[2].getBytes(StandardCharsets.UTF_8));
        try (FinishedRestore finished = TestRestorer.of(Path.of(arguments[0]), Path.of(arguments[1]))
                .run(request, Clock.systemUTC().instant(), new Progress())) {
            // what is not settled is not known to anybody
            System.out.println("done " + finished.outcome().getClass().getSimpleName());
            TimeUnit.HOURS.sleep(1);
        }
    }

    /** Starts one. */
    public static Process start(Path repository, Path allowed, String request, Path output) throws IOException {
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RestoreProcess.class.getName(),
                        repository.toString(),
                        allowed.toString(),
                        request))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }
}
