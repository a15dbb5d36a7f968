package org.theorder.lifeboat.backup.copy;

import java.util.List;

/**
 * In which order a region gets what it lacks: WAL of every cluster before each backup of any. WAL is small, and nothing
 * behind a gap can be restored from there; a backup may be terabytes.
 */
final class FillOrder {
    /** What one cluster lacks. */
    interface Lacking {
        void fillWal();

        /** @param between to be run behind each backup */
        void copyBackups(Runnable between);
    }

    private FillOrder() {}

    static void fill(List<? extends Lacking> clusters) {
        Runnable walOfAll = () -> clusters.forEach(Lacking::fillWal);
        walOfAll.run();
        clusters.forEach(cluster -> cluster.copyBackups(walOfAll));
    }
}
