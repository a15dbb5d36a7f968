package org.theorder.lifeboat.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** A program that is run to its end, and what it cost with all its children. */
final class Child {
    private static final String AND_TIMES = "\"$@\"; code=$?; times >\"$LIFEBOAT_TIMES\"; exit $code";
    private static final Pattern MINUTES = Pattern.compile("(\\d+)m([\\d.]+)s");
    private static final int POLL_MILLIS = 20;

    /**
     * What it cost.
     *
     * @param peakKibibytes largest resident sets of its processes, without PostgreSQL's
     * @param serverPeakKibibytes most memory of the PostgreSQL server that it ran; 0 if it ran none
     */
    record Cost(double seconds, double cpuSeconds, long peakKibibytes, long serverPeakKibibytes) {
        /** Of what went on in other processes. */
        static Cost unknown() {
            return new Cost(0, 0, 0, 0);
        }
    }

    private final Path log;
    private final Map<String, String> environment;

    Child(Path log, Map<String, String> environment) {
        this.log = log;
        this.environment = environment;
    }

    /** @throws LifeboatException with the end of its output, if it fails */
    Cost run(List<String> command) {
        List<String> all = new ArrayList<>(List.of("bash", "-c", AND_TIMES, command.getFirst()));
        all.addAll(command);
        Path times = log.resolveSibling(log.getFileName() + ".times");
        ProcessBuilder builder = new ProcessBuilder(all)
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        builder.environment().put("LIFEBOAT_TIMES", times.toString());
        builder.environment().put("LC_ALL", "C");
        try {
            long begun = System.nanoTime();
            Process process = builder.start();
            long peak = 0;
            long serverPeak = 0;
            while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                ProcessCost.Memory now = ProcessCost.memory(process.pid());
                peak = Math.max(peak, now.ownPeak());
                serverPeak = Math.max(serverPeak, now.server());
            }
            double seconds = (System.nanoTime() - begun) / 1e9;
            if (process.exitValue() != 0) {
                throw new LifeboatException(
                        ErrorCode.INTERNAL,
                        String.join(" ", command) + " ended with " + process.exitValue() + ": "
                                + tail(Files.readString(log)));
            }
            return new Cost(seconds, cpuSeconds(Files.readString(times)), peak, serverPeak);
        } catch (IOException e) {
            throw new LifeboatException(
                    ErrorCode.INTERNAL, command.getFirst() + " cannot be run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LifeboatException(ErrorCode.INTERNAL, "interrupted", e);
        }
    }

    /** The output of the last run. */
    String output() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return "";
        }
    }

    /** Adds up what bash's {@code times} prints: two lines of user and system time. */
    static double cpuSeconds(String times) {
        double sum = 0;
        Matcher matcher = MINUTES.matcher(times);
        while (matcher.find()) {
            sum += 60 * Double.parseDouble(matcher.group(1)) + Double.parseDouble(matcher.group(2));
        }
        return sum;
    }

    private static String tail(String output) {
        List<String> lines = output.lines().filter(line -> !line.isBlank()).toList();
        return String.join(" | ", lines.subList(Math.max(0, lines.size() - 3), lines.size()));
    }
}
