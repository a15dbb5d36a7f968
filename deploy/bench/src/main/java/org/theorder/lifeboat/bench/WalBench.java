package org.theorder.lifeboat.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Lsn;

/**
 * How old the newest WAL is that both regions hold, while pgbench writes as fast as it can: at every moment, how long ago
 * the primary was at the position that is durable in the slower region.
 */
final class WalBench {
    private static final long SAMPLE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final double MEBIBYTE = 1 << 20;

    private final DataSet data;
    private final OurService ours;
    private final Optional<Path> pgbench;
    private final Path log;
    private final TreeMap<Long, Long> momentsByLsn = new TreeMap<>();
    private final List<Double> ages = new ArrayList<>();

    WalBench(DataSet data, OurService ours, Optional<Path> pgbench, Path log) {
        this.data = data;
        this.ours = ours;
        this.pgbench = pgbench;
        this.log = log;
    }

    List<String> run(int seconds) {
        if (pgbench.isEmpty()) {
            return List.of("", "pgbench is neither on the PATH nor in --peers: WAL is not measured");
        }
        ours.api().backup(OurService.PAIR, "full");
        double ourCpu = ProcessCost.seconds(ours.pid());
        ProcessCost.forgetPeak(ours.pid());
        Process load = startLoad(pgbench.get(), seconds);
        long begun = System.nanoTime();
        try (Connection connection = data.connect();
                Statement statement = connection.createStatement()) {
            long first = primaryLsn(statement);
            long last = first;
            while (load.isAlive()) {
                last = primaryLsn(statement);
                momentsByLsn.put(last, System.nanoTime());
                sample();
                LockSupport.parkNanos(SAMPLE_NANOS);
            }
            double elapsed = (System.nanoTime() - begun) / 1e9;
            if (load.waitFor() != 0) {
                throw new LifeboatException(ErrorCode.INTERNAL, "pgbench failed, see " + log);
            }
            double cpu = ProcessCost.seconds(ours.pid()) - ourCpu;
            return lines((last - first) / MEBIBYTE, elapsed, cpu);
        } catch (SQLException | IOException e) {
            throw new LifeboatException(ErrorCode.INTERNAL, "the WAL could not be measured: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LifeboatException(ErrorCode.INTERNAL, "interrupted", e);
        } finally {
            load.destroy();
        }
    }

    private Process startLoad(Path program, int seconds) {
        ProcessBuilder builder = new ProcessBuilder(
                        program.toString(),
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
            throw new LifeboatException(ErrorCode.INTERNAL, program + " cannot be run: " + e.getMessage(), e);
        }
    }

    private static long primaryLsn(Statement statement) throws SQLException {
        try (ResultSet result = statement.executeQuery("SELECT pg_current_wal_flush_lsn() - '0/0'::pg_lsn")) {
            result.next();
            return result.getLong(1);
        }
    }

    private void sample() {
        JsonNode protection = ours.api().get("/clusters/" + OurService.PAIR + "/protection");
        long durable = protection
                .path("regions")
                .valueStream()
                .mapToLong(region -> region.path("durableLsn").isTextual()
                        ? Lsn.parse(region.path("durableLsn").asText()).value()
                        : 0)
                .min()
                .orElse(0);
        ages.add(age(durable, System.nanoTime()));
    }

    /** Seconds since the primary wrote the first byte that is not durable. */
    private double age(long durable, long now) {
        Map.Entry<Long, Long> missing = momentsByLsn.higherEntry(durable);
        return missing == null ? 0 : (now - missing.getValue()) / 1e9;
    }

    private List<String> lines(double mebibytes, double elapsed, double cpu) throws IOException {
        double[] sorted =
                ages.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        String speed = java.nio.file.Files.readString(log)
                .lines()
                .filter(line -> line.startsWith("tps"))
                .findFirst()
                .orElse("");
        return List.of(
                "",
                String.format(
                        Locale.ROOT,
                        "WAL under pgbench (4 clients, %.0f s, %s): %.0f MB of WAL, %.1f MB/s",
                        elapsed,
                        speed,
                        mebibytes,
                        mebibytes / elapsed),
                String.format(
                        Locale.ROOT,
                        "age of the newest WAL in both regions: p50 %.2f s, p99 %.2f s, worst %.2f s (%d samples);"
                                + " peak %d MB resident, %.2f processors",
                        percentile(sorted, 0.50),
                        percentile(sorted, 0.99),
                        percentile(sorted, 1),
                        sorted.length,
                        ProcessCost.peakKibibytes(ours.pid()) / 1024,
                        cpu / elapsed));
    }

    static double percentile(double[] sorted, double share) {
        return sorted.length == 0
                ? Double.NaN
                : sorted[(int) Math.min(sorted.length - 1L, Math.round(share * (sorted.length - 1)))];
    }

    /** For the error of a run that has no samples. */
    @Override
    public String toString() {
        return "WalBench" + Arrays.toString(ages.toArray());
    }
}
