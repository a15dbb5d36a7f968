package org.theorder.lifeboat.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * How old the newest WAL is that somebody holds, while pgbench writes as fast as it can: at every moment, how long ago the
 * primary wrote the first byte that is not in the repository; with several regions, in the slowest one.
 */
final class WalBench {
    private static final long SAMPLE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final double MEBIBYTE = 1 << 20;

    private final DataSet data;
    private final Path pgbench;
    private final Path log;

    WalBench(DataSet data, Path pgbench, Path log) {
        this.data = data;
        this.pgbench = pgbench;
        this.log = log;
    }

    /**
     * What one of them did.
     *
     * @param speed of pgbench, in its own words
     * @param ages in seconds, ascending
     */
    record Outcome(String archiver, double seconds, double mebibytes, String speed, List<Double> ages) {
        double quantile(double share) {
            return percentile(ages.stream().mapToDouble(Double::doubleValue).toArray(), share);
        }

        List<String> lines() {
            return List.of(
                    "",
                    String.format(
                            Locale.ROOT,
                            "WAL under pgbench (4 clients, %.0f s, %s): %.0f MB of WAL, %.1f MB/s",
                            seconds,
                            speed,
                            mebibytes,
                            mebibytes / seconds),
                    String.format(
                            Locale.ROOT,
                            "%s: age of the newest WAL p50 %.2f s, p99 %.2f s, worst %.2f s (%d samples)",
                            archiver,
                            quantile(0.50),
                            quantile(0.99),
                            quantile(1),
                            ages.size()));
        }
    }

    Outcome run(Archiver archiver, int seconds) {
        NavigableMap<Long, Long> momentsByLsn = new TreeMap<>();
        List<Double> ages = new ArrayList<>();
        Process load = startLoad(seconds);
        long begun = System.nanoTime();
        try (Connection connection = data.connect();
                Statement statement = connection.createStatement()) {
            long first = primaryLsn(statement);
            long last = first;
            while (load.isAlive()) {
                last = primaryLsn(statement);
                momentsByLsn.putIfAbsent(last, System.nanoTime());
                ages.add(age(momentsByLsn, archiver.durable()));
                LockSupport.parkNanos(SAMPLE_NANOS);
            }
            double elapsed = (System.nanoTime() - begun) / 1e9;
            if (load.waitFor() != 0) {
                throw new LifeboatException(ErrorCode.INTERNAL, "pgbench failed, see " + log);
            }
            return new Outcome(
                    archiver.name(),
                    elapsed,
                    (last - first) / MEBIBYTE,
                    speed(),
                    ages.stream().sorted().toList());
        } catch (SQLException | IOException e) {
            throw new LifeboatException(ErrorCode.INTERNAL, "the WAL could not be measured: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LifeboatException(ErrorCode.INTERNAL, "interrupted", e);
        } finally {
            load.destroy();
        }
    }

    private String speed() throws IOException {
        return Files.readString(log)
                .lines()
                .filter(line -> line.startsWith("tps"))
                .findFirst()
                .orElse("");
    }

    private Process startLoad(int seconds) {
        ProcessBuilder builder = new ProcessBuilder(
                        pgbench.toString(),
                        "--no-vacuum",
                        "--client=4",
                        "--protocol=prepared",
                        "--time=" + seconds,
                        "postgres")
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(log.toFile());
        builder.environment().putAll(data.environment());
        try {
            return builder.start();
        } catch (IOException e) {
            throw new LifeboatException(ErrorCode.INTERNAL, pgbench + " cannot be run: " + e.getMessage(), e);
        }
    }

    private static long primaryLsn(Statement statement) throws SQLException {
        try (ResultSet result = statement.executeQuery("SELECT pg_current_wal_flush_lsn() - '0/0'::pg_lsn")) {
            result.next();
            return result.getLong(1);
        }
    }

    private static double age(NavigableMap<Long, Long> momentsByLsn, long durable) {
        Map.Entry<Long, Long> missing = momentsByLsn.higherEntry(durable);
        return missing == null ? 0 : (System.nanoTime() - missing.getValue()) / 1e9;
    }

    static double percentile(double[] sorted, double share) {
        return sorted.length == 0
                ? Double.NaN
                : sorted[(int) Math.min(sorted.length - 1L, Math.round(share * (sorted.length - 1)))];
    }
}
