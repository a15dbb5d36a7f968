package org.theorder.lifeboat.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** What running processes cost, from {@code /proc} (proc(5)). */
final class ProcessCost {
    private static final double TICKS_PER_SECOND = 100.0;
    private static final int USER_TIME = 11;

    private ProcessCost() {}

    /** Processor time of a process with its children, ended ones too, in seconds. */
    static double seconds(long pid) {
        long ticks = ticks(pid, 4)
                + tree(pid).stream()
                        .filter(each -> each != pid)
                        .mapToLong(each -> ticks(each, 2))
                        .sum();
        return ticks / TICKS_PER_SECOND;
    }

    /** Largest resident set so far of a process and the children that live now, added up, in KiB. */
    static long peakKibibytes(long pid) {
        return tree(pid).stream().mapToLong(each -> status(each, "VmHWM:")).sum();
    }

    /**
     * Memory that a process and its descendants have now, in KiB.
     *
     * @param ownPeak largest resident sets so far, added up, without PostgreSQL's processes
     * @param server of PostgreSQL's processes; what they share is counted once (PSS), which resident sets would not do
     */
    record Memory(long ownPeak, long server) {}

    static Memory memory(long pid) {
        List<Long> all = tree(pid);
        List<Long> servers = all.stream().filter(ProcessCost::isPostgres).toList();
        return new Memory(
                all.stream()
                        .filter(each -> !servers.contains(each))
                        .mapToLong(each -> status(each, "VmHWM:"))
                        .sum(),
                servers.stream()
                        .mapToLong(each -> kibibytes(each, "smaps_rollup", "Pss:"))
                        .sum());
    }

    private static boolean isPostgres(long pid) {
        try {
            return Files.readString(Path.of("/proc", String.valueOf(pid), "comm"))
                    .strip()
                    .equals("postgres");
        } catch (IOException ended) {
            return false;
        }
    }

    /** Begins the peak of a process anew, so that it is the next job's own. */
    static void forgetPeak(long pid) {
        try {
            Files.writeString(Path.of("/proc", String.valueOf(pid), "clear_refs"), "5");
        } catch (IOException e) {
            throw new LifeboatException(
                    ErrorCode.INTERNAL, "the peak of process " + pid + " cannot be reset: " + e.getMessage(), e);
        }
    }

    private static List<Long> tree(long pid) {
        return ProcessHandle.of(pid).stream()
                .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                .map(ProcessHandle::pid)
                .toList();
    }

    private static long ticks(long pid, int fields) {
        try {
            String stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
            String[] values = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            long sum = 0;
            for (int field = USER_TIME; field < USER_TIME + fields; field++) {
                sum += Long.parseLong(values[field]);
            }
            return sum;
        } catch (IOException ended) {
            return 0;
        }
    }

    private static long status(long pid, String key) {
        return kibibytes(pid, "status", key);
    }

    private static long kibibytes(long pid, String file, String key) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", String.valueOf(pid), file))) {
            return lines.filter(line -> line.startsWith(key))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException | java.io.UncheckedIOException ended) {
            return 0;
        }
    }
}
