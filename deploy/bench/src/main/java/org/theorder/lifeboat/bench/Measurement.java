package org.theorder.lifeboat.bench;

/**
 * One run of one system.
 *
 * @param job for example {@code full zstd-3}
 * @param seconds from asking to done
 * @param storedBytes in one copy of the repository
 * @param peakKibibytes largest resident set of its processes, without those of a PostgreSQL server that it ran
 * @param cpuSeconds processor time of its processes
 * @param serverCpuSeconds processor time that PostgreSQL used meanwhile
 */
record Measurement(
        String system,
        String job,
        double seconds,
        long storedBytes,
        long peakKibibytes,
        double cpuSeconds,
        double serverCpuSeconds) {}
