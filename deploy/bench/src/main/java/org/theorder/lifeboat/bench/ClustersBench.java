package org.theorder.lifeboat.bench;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.local.suite.BackupServiceAlone;
import org.theorder.lifeboat.local.suite.Home;
import org.theorder.lifeboat.local.suite.ServiceReplica;

/**
 * Processor time of the running service and of its database at rest: without clusters, and with many simulated ones and a
 * real one, all streamed and scheduled. What it goes to is sampled by the JVM's flight recorder, by processor time (JEP 509).
 */
final class ClustersBench {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Home home;
    private final int clusters;
    private final int seconds;
    private final Consumer<String> out;

    ClustersBench(Home home, int clusters, int seconds, Consumer<String> out) {
        this.home = home;
        this.clusters = clusters;
        this.seconds = seconds;
        this.out = out;
    }

    void run() throws InterruptedException {
        try (BackupServiceAlone alone = BackupServiceAlone.prepare(home, Clock.systemUTC());
                SimulatedServers servers = new SimulatedServers();
                DataSet real = DataSet.open(home.root().resolve("real"), home.log("real"), 1)) {
            out.accept("%-34s %12s %14s %10s".formatted("percent of one core", "service", "its database", "peak RSS"));
            Map<String, String> none = new TreeMap<>();
            measure("no clusters", alone, servers, none, 0);
            Map<String, String> many = new TreeMap<>(realOne(real));
            many.putAll(simulated(servers.port()));
            measure(clusters + " simulated clusters and a real one", alone, servers, many, clusters);
            out.accept("None of them has a backup yet: what it costs to list backups is not in these figures.");
        }
    }

    private void measure(
            String what, BackupServiceAlone alone, SimulatedServers servers, Map<String, String> keys, int streams)
            throws InterruptedException {
        Path recording = home.root().resolve("clusters-" + streams + ".jfr");
        ServiceReplica service = alone.service();
        service.stop();
        service.start(keys, javaOptions(recording));
        awaitStreams(servers, streams);
        // compilers, first listings, first reports
        Thread.sleep(Duration.ofSeconds(Math.max(30, seconds)));
        double cost = ProcessCost.seconds(service.pid());
        double database = ProcessCost.seconds(alone.databasePid());
        Instant begin = Instant.now();
        long begun = System.nanoTime();
        Thread.sleep(Duration.ofSeconds(seconds));
        double elapsed = (System.nanoTime() - begun) / 1e9;
        Instant end = Instant.now();
        double used = 100 * (ProcessCost.seconds(service.pid()) - cost) / elapsed;
        out.accept(String.format(
                Locale.ROOT,
                "%-34s %10.2f %% %12.2f %% %7d MB",
                what,
                used,
                100 * (ProcessCost.seconds(alone.databasePid()) - database) / elapsed,
                ProcessCost.peakKibibytes(service.pid()) / 1024));
        service.stop();
        CpuShares.of(recording, begin, end).lines(used, elapsed).forEach(out);
    }

    private static List<String> javaOptions(Path recording) {
        return List.of(
                "-Xmx768m",
                "-XX:MaxDirectMemorySize=256m",
                "-XX:MaxMetaspaceSize=256m",
                "-XX:StartFlightRecording=settings=default,filename=" + recording
                        + ",jdk.CPUTimeSample#enabled=true,jdk.CPUTimeSample#throttle="
                        + CpuShares.SAMPLED_EVERY.toMillis() + "ms");
    }

    /** Its role and password are those of the data set; it is backed up every hour, as by default. */
    private static Map<String, String> realOne(DataSet real) {
        String prefix = "lifeboat.clusters.real.";
        return Map.of(
                prefix + "host",
                "127.0.0.1",
                prefix + "port",
                String.valueOf(real.server().port()),
                prefix + "user",
                DataSet.BACKUP_ROLE,
                prefix + "password",
                real.server().password(),
                prefix + "schedule.full",
                "0 2 * * *",
                prefix + "schedule.incremental",
                "0 * * * *");
    }

    /** They have the same schedule, but no full backups, which they cannot send. */
    private Map<String, String> simulated(int port) {
        Map<String, String> keys = new TreeMap<>(Map.of(
                "lifeboat.defaults.schedule.full", "off", "lifeboat.defaults.schedule.incremental", "59 23 * * *"));
        for (int cluster = 0; cluster < clusters; cluster++) {
            String prefix = "lifeboat.clusters.sim-" + cluster + ".";
            keys.put(prefix + "host", "127.0.0.1");
            keys.put(prefix + "port", String.valueOf(port));
            keys.put(prefix + "user", "sim_" + cluster);
            keys.put(prefix + "ssl-mode", "disable");
        }
        return keys;
    }

    private static void awaitStreams(SimulatedServers servers, int count) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (servers.streaming() < count) {
            if (System.nanoTime() > deadline) {
                throw new LifeboatException(
                        ErrorCode.TIMED_OUT, "only " + servers.streaming() + " of " + count + " streams began");
            }
            Thread.sleep(Duration.ofMillis(200));
        }
    }
}
