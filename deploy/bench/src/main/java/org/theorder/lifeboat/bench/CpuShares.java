package org.theorder.lifeboat.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** Which work of backup-service the processor time went to, told by the names of its threads. */
record CpuShares(Map<Work, Double> seconds) {
    /** Of each thread's processor time. */
    static final Duration SAMPLED_EVERY = Duration.ofMillis(5);

    /** What threads do; a name belongs to the first that matches. */
    enum Work {
        SCHEDULE("schedule, jobs, declared clusters", "schedule|backups|clusters"),
        LEASES("leases", "leases?-.*"),
        DATABASE("database client: leases, jobs, upkeep", "vert\\.x-.*|.*acquisition.*"),
        STREAMS("WAL streams: keepalives, pumps", "wal-.*|replication-watchdog"),
        SLOTS("questions about slots", "slot-.*"),
        REPORTS("reports, metrics, Kafka", "protection|lifeboat-.*|kafka-.*"),
        LISTINGS(
                "listings, retention, verification",
                "catalogue|ask-.*|store-.*|copies-.*|retention|locks|verification|proofs|region-.*"),
        THREADS("virtual threads and sockets", ".*ForkJoin.*|.*Poller.*|.*scheduler.*|VirtualThread.*"),
        OTHER("everything else in Java", ".*");

        private final String title;
        private final String threads;

        Work(String title, String threads) {
            this.title = title;
            this.threads = threads;
        }

        static Work of(String thread) {
            for (Work work : values()) {
                if (thread.matches(work.threads)) {
                    return work;
                }
            }
            return OTHER;
        }
    }

    /** What a recording has between two moments. */
    static CpuShares of(Path recording, Instant begin, Instant end) {
        Map<Work, Double> seconds = new EnumMap<>(Work.class);
        try (RecordingFile file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                RecordedEvent event = file.readEvent();
                Instant at = event.getStartTime();
                if (event.getEventType().getName().equals("jdk.CPUTimeSample")
                        && at.isAfter(begin)
                        && at.isBefore(end)) {
                    seconds.merge(Work.of(thread(event)), SAMPLED_EVERY.toMillis() / 1000.0, Double::sum);
                }
            }
        } catch (IOException e) {
            throw new LifeboatException(ErrorCode.INTERNAL, recording + " cannot be read: " + e.getMessage(), e);
        }
        return new CpuShares(seconds);
    }

    private static String thread(RecordedEvent sample) {
        RecordedThread thread = sample.getThread("eventThread");
        return thread == null || thread.getJavaName() == null ? "" : thread.getJavaName();
    }

    /**
     * For people, in percent of one core.
     *
     * @param used what the process used in all; what no Java thread used is the JVM's own
     */
    List<String> lines(double used, double elapsedSeconds) {
        List<String> lines = new ArrayList<>();
        double sampled = 0;
        for (Map.Entry<Work, Double> entry : seconds.entrySet()) {
            double share = 100 * entry.getValue() / elapsedSeconds;
            sampled += share;
            lines.add(line(entry.getKey().title, share));
        }
        lines.add(line("the JVM: compiler, collector, not sampled", Math.max(0, used - sampled)));
        lines.add(line("scheduling and leases, the whole database client", schedulingAndLeases(elapsedSeconds)));
        return lines;
    }

    private double schedulingAndLeases(double elapsedSeconds) {
        return List.of(Work.SCHEDULE, Work.LEASES, Work.DATABASE).stream()
                .mapToDouble(work -> 100 * seconds.getOrDefault(work, 0.0) / elapsedSeconds)
                .sum();
    }

    private static String line(String title, double percent) {
        return String.format(Locale.ROOT, "    %-50s %6.2f %%", title, percent);
    }
}
