package org.theorder.lifeboat.local.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Memory of processes. A single process: what is resident. A PostgreSQL with its children shares its buffers, so that
 * adding up would count them many times: then each process' proportional share ({@code Pss}, proc(5)).
 */
public final class Memory {
    private static final double KIBIBYTES_IN_MEBIBYTE = 1024.0;

    private Memory() {}

    static String ofTree(long pid) {
        return ofTree(pid, true);
    }

    static String ofTree(long pid, boolean withChildren) {
        long[] children = withChildren
                ? ProcessHandle.of(pid).stream()
                        .flatMap(ProcessHandle::descendants)
                        .mapToLong(ProcessHandle::pid)
                        .toArray()
                : new long[0];
        long kibibytes = children.length == 0
                ? residentKibibytes(pid)
                : LongStream.concat(LongStream.of(pid), LongStream.of(children))
                        .map(each -> value(each, "smaps_rollup", "Pss:"))
                        .sum();
        return String.format(Locale.ROOT, "%.0f MB", kibibytes / KIBIBYTES_IN_MEBIBYTE);
    }

    /** Resident set of one process in KiB; 0 if it has ended. */
    public static long residentKibibytes(long pid) {
        return value(pid, "status", "VmRSS:");
    }

    private static long value(long pid, String file, String key) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", String.valueOf(pid), file))) {
            return lines.filter(line -> line.startsWith(key))
                    .map(line -> line.replaceAll("[^0-9]", ""))
                    .mapToLong(Long::parseLong)
                    .findFirst()
                    .orElse(0);
        } catch (IOException | java.io.UncheckedIOException e) {
            return 0;
        }
    }
}
