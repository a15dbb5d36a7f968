package org.theorder.lifeboat.restore.drill;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RestoreId;
import org.theorder.lifeboat.restore.kubernetes.VolumeRestorer;
import org.theorder.lifeboat.restore.place.Destination;
import org.theorder.lifeboat.restore.place.TargetDirectory;
import org.theorder.lifeboat.restore.run.RestoreStore;
import org.theorder.lifeboat.restore.run.Restorer;

/**
 * Removes what drills left behind: their restore has ended, or nobody knows it any more (the database was lost), and it is
 * older than drills may become. One that somebody works on, or will, stays. Directories here, claims and Jobs in Kubernetes.
 */
@ApplicationScoped
class DrillSweeper {
    private static final Logger LOG = LoggerFactory.getLogger(DrillSweeper.class);

    private final RestoreStore store;
    private final Restorer restorer;
    private final VolumeRestorer volumes;
    private final Set<Path> toldUnreadable = ConcurrentHashMap.newKeySet();

    DrillSweeper(RestoreStore store, Restorer restorer, VolumeRestorer volumes) {
        this.store = store;
        this.restorer = restorer;
        this.volumes = volumes;
    }

    /** @param before what was begun later stays */
    void sweepVolumes(Instant before) {
        try {
            volumes.sweepDrills(before, this::isOpen);
        } catch (LifeboatException e) {
            LOG.warn("What drills left in volumes is looked for later reason={}", e.explanation());
        }
    }

    private boolean isOpen(RestoreId id) {
        return store.find(id).filter(restore -> restore.endedAt() == null).isPresent();
    }

    /** @param before what was begun later stays */
    void sweep(Path directory, Instant before) {
        for (TargetDirectory.Claim claim : TargetDirectory.claimsBelow(directory, this::unreadable)) {
            if (claim.at().isBefore(before) && !isOpen(claim.restore())) {
                try {
                    TargetDirectory.discard(
                            Destination.of(claim.path()),
                            claim.restore(),
                            restorer.installations().newest());
                    LOG.warn("What a drill left behind is removed restoreId={}", claim.restore());
                } catch (LifeboatException e) {
                    LOG.warn(
                            "What a drill left behind is still there restoreId={} reason={}",
                            claim.restore(),
                            e.explanation());
                }
            }
        }
    }

    /** Said once, and no reason to rehearse nothing. */
    private void unreadable(Path mark, LifeboatException why) {
        if (toldUnreadable.add(mark)) {
            LOG.warn(
                    "The mark of a drill cannot be read: look at the directory beside it, then remove both mark={} reason={}",
                    mark,
                    why.explanation());
        }
    }
}
