package org.theorder.lifeboat.bench;

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
import org.theorder.lifeboat.local.suite.ClassArchive;
import org.theorder.lifeboat.local.suite.Home;
import org.theorder.lifeboat.local.suite.Service;
import org.theorder.lifeboat.local.suite.ServiceReplica;

/**
 * The packaged monitor-service with many clusters: each has an HTTP probe that is looked at ten times a minute, and is
 * reported over Kafka, which alone is several checks. Things go wrong evenly over a while, half of them by a probe, half by an
 * event, and each is timed from the moment on which the rule had all that it wants until a reader of Kafka had the incident.
 */
final class MonitorBench {
    private static final int LOOKS_A_MINUTE = 10;
    private static final int FAILURES_A_SECOND = 4;
    private static final int ALERTS_A_SECOND = 1_000;
    private static final int ALERT_SECONDS = 10;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Home home;
    private final int clusters;
    private final int seconds;
    private final Consumer<String> out;
    private final Clock clock = Clock.systemUTC();
    private boolean reached = true;

    MonitorBench(Home home, int clusters, int seconds, Consumer<String> out) {
        this.home = home;
        this.clusters = clusters;
        this.seconds = seconds;
        this.out = out;
    }

    /** @return whether every goal was reached */
    boolean run() throws InterruptedException {
        try (BackupServiceAlone alone = BackupServiceAlone.prepare(home, clock);
                WatchedServices services = new WatchedServices(clock)) {
            ServiceReplica monitor = alone.monitor("monitor-service");
            starts(monitor, keys(services));
            try (IncidentsHeard heard = new IncidentsHeard(alone.bootstrapServers(), clock);
                    Estate estate = new Estate(alone.bootstrapServers(), clock, clusters)) {
                awaitFirstLooks(services);
                // the compiler, the first reports
                Thread.sleep(Duration.ofSeconds(20));
                incidents(alone, monitor, services, estate, heard);
                alerts(alone, monitor, heard);
                told("memory: largest resident set", ProcessCost.peakKibibytes(monitor.pid()) / 1024.0, "MB", 300);
            }
        }
        return reached;
    }

    private Map<String, String> keys(WatchedServices services) {
        Map<String, String> keys = new TreeMap<>();
        keys.put("lifeboat.monitor.heartbeats.services", "");
        for (int number = 0; number < clusters; number++) {
            String prefix = "lifeboat.monitor.probes." + Estate.cluster(number) + ".";
            keys.put(prefix + "kind", "http");
            keys.put(prefix + "url", services.url(Estate.cluster(number)));
            keys.put(prefix + "interval", 60 / LOOKS_A_MINUTE + "s");
        }
        return keys;
    }

    /** As the suite starts it: the first time ever it makes its tables and has no classes kept, and when it ends it keeps them. */
    private void starts(ServiceReplica monitor, Map<String, String> keys) {
        ClassArchive classes = home.classes(Service.MONITOR);
        classes.discard();
        out.accept(String.format(
                Locale.ROOT,
                "first start of all (tables are made, no classes are kept): %.2f s until ready, %.1f s of processor time",
                seconds(() -> monitor.start(keys, classes)),
                ProcessCost.seconds(monitor.pid())));
        out.accept(String.format(
                Locale.ROOT, "its end, which keeps the classes for all other starts: %.2f s", seconds(monitor::stop)));
        told("start until ready, with " + clusters + " probes", seconds(() -> monitor.start(keys, classes)), "s", 3);
        out.accept(
                String.format(Locale.ROOT, "processor time of the start: %.1f s", ProcessCost.seconds(monitor.pid())));
    }

    private static double seconds(Runnable what) {
        long begun = System.nanoTime();
        what.run();
        return (System.nanoTime() - begun) / 1e9;
    }

    private void awaitFirstLooks(WatchedServices services) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (services.looks() < clusters) {
            if (System.nanoTime() > deadline) {
                throw new LifeboatException(ErrorCode.TIMED_OUT, "only " + services.looks() + " probes were looked at");
            }
            Thread.sleep(Duration.ofMillis(200));
        }
    }

    private void incidents(
            BackupServiceAlone alone,
            ServiceReplica monitor,
            WatchedServices services,
            Estate estate,
            IncidentsHeard heard)
            throws InterruptedException {
        double ours = ProcessCost.seconds(monitor.pid());
        double databases = ProcessCost.seconds(alone.databasePid());
        long looks = services.looks();
        long begun = System.nanoTime();
        Map<String, Instant> failedBackups = new TreeMap<>();
        for (int number = 0; number < seconds * FAILURES_A_SECOND; number++) {
            String cluster = Estate.cluster(number * 7 % clusters);
            if (number % 2 == 0) {
                services.fail(cluster);
            } else {
                failedBackups.put(cluster + "/full", estate.failBackup(cluster));
            }
            Thread.sleep(Duration.ofMillis(1_000 / FAILURES_A_SECOND));
        }
        // three looks of the last ones
        Thread.sleep(Duration.ofSeconds(4 * 60 / LOOKS_A_MINUTE));
        double elapsed = (System.nanoTime() - begun) / 1e9;
        out.accept(String.format(
                Locale.ROOT,
                "%.0f looks a minute; processor: %.0f %% of one core, its database %.0f %%",
                60 * (services.looks() - looks) / elapsed,
                100 * (ProcessCost.seconds(monitor.pid()) - ours) / elapsed,
                100 * (ProcessCost.seconds(alone.databasePid()) - databases) / elapsed));
        latency("third failed look → incident-opened", "service-down", services.failures(), heard);
        latency("backup-failed on Kafka → incident-opened", "backup-failed", failedBackups, heard);
    }

    /** @param since by subject, when the rule had all that it wants */
    private void latency(String what, String rule, Map<String, Instant> since, IncidentsHeard heard)
            throws InterruptedException {
        heard.await(rule, since.keySet(), PATIENCE);
        // what never came is later than all others
        List<Double> sorted = since.entrySet().stream()
                .map(each -> heard.at(rule, each.getKey())
                        .map(at -> Duration.between(each.getValue(), at).toMillis() / 1000.0)
                        .orElse(Double.POSITIVE_INFINITY))
                .sorted()
                .toList();
        out.accept(String.format(
                Locale.ROOT,
                "%s, %d of them: p50 %.3f s, worst %.3f s",
                what,
                sorted.size(),
                sorted.get(sorted.size() / 2),
                sorted.getLast()));
        told(what + ", p99", sorted.get((int) Math.ceil(0.99 * sorted.size()) - 1), "s", 1);
    }

    private void alerts(BackupServiceAlone alone, ServiceReplica monitor, IncidentsHeard heard)
            throws InterruptedException {
        AlertLoad load = new AlertLoad(monitor.address(), monitor.operatorToken());
        for (String path : List.of("/api/v2/alerts", "/alertmanager")) {
            String known = "Known" + path.length();
            load.perSecond(path, known, ALERTS_A_SECOND, ALERTS_A_SECOND, 1);
            double before = processor(alone, monitor);
            taken(path + ", of 1,000 that are known", load, path, known, ALERTS_A_SECOND);
            double between = processor(alone, monitor);
            taken(path + ", all new", load, path, "New" + path.length(), Integer.MAX_VALUE);
            out.accept(String.format(
                    Locale.ROOT,
                    "processor meanwhile, service and database: %.0f %% and %.0f %% of one core",
                    100 * (between - before) / ALERT_SECONDS,
                    100 * (processor(alone, monitor) - between) / ALERT_SECONDS));
        }
        out.accept(heard.of("prometheus-alert") + " of them are incidents on Kafka so far");
    }

    /** Processor time so far, in seconds. */
    private static double processor(BackupServiceAlone alone, ServiceReplica monitor) {
        return ProcessCost.seconds(monitor.pid()) + ProcessCost.seconds(alone.databasePid());
    }

    private void taken(String what, AlertLoad load, String path, String name, int distinct)
            throws InterruptedException {
        double perSecond = load.perSecond(path, name, distinct, ALERTS_A_SECOND, ALERT_SECONDS);
        boolean enough = perSecond >= 0.98 * ALERTS_A_SECOND;
        reached &= enough;
        out.accept(String.format(
                Locale.ROOT,
                "%-62s %8.0f /s    goal %,d: %s",
                "alerts to " + what,
                perSecond,
                ALERTS_A_SECOND,
                enough ? "reached" : "MISSED"));
    }

    private void told(String what, double value, String unit, double below) {
        boolean good = value < below;
        reached &= good;
        out.accept(String.format(
                Locale.ROOT,
                "%-62s %8.2f %-4s goal < %.0f: %s",
                what,
                value,
                unit,
                below,
                good ? "reached" : "MISSED"));
    }
}
