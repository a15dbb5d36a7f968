package org.theorder.lifeboat.backup.copy;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.backup.duty.Round;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;

/**
 * How a region gets what it lacks: WAL and backups side by side. WAL is small, and nothing behind a gap can be restored from
 * there; a backup may be terabytes. Each of one cluster after another; one that fails holds up none behind it.
 */
final class FillRounds {
    private static final Logger LOG = LoggerFactory.getLogger(FillRounds.class);

    /** What one cluster lacks. */
    interface Lacking {
        ClusterName cluster();

        void fillWal();

        void copyBackups();
    }

    private FillRounds() {}

    /**
     * @param clusters as they are when a round begins; none while the region is closed
     * @param first done before each round of backups
     */
    static List<Round> start(
            RegionName region,
            Duration interval,
            Supplier<? extends List<? extends Lacking>> clusters,
            Runnable first) {
        return List.of(
                Round.start("wal-copies-" + region, interval, () -> each(region, clusters.get(), Lacking::fillWal)),
                Round.start("copies-" + region, interval, () -> {
                    first.run();
                    each(region, clusters.get(), Lacking::copyBackups);
                }));
    }

    private static void each(RegionName region, List<? extends Lacking> clusters, Consumer<Lacking> work) {
        for (Lacking lacking : clusters) {
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
            try {
                work.accept(lacking);
            } catch (LifeboatException e) {
                LOG.warn(
                        "what a region lacks could not be copied, tried again cluster={} region={} reason={}",
                        lacking.cluster(),
                        region,
                        e.explanation());
            }
        }
    }
}
