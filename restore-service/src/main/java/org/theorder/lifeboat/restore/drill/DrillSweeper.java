package org.theorder.lifeboat.restore.drill;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.restore.place.Destination;
import org.theorder.lifeboat.restore.place.TargetDirectory;
import org.theorder.lifeboat.restore.run.Restore;
import org.theorder.lifeboat.restore.run.RestoreStore;
import org.theorder.lifeboat.restore.run.Restorer;

/**
 * Removes what drills left behind: their restore has ended, or nobody knows it any more (the database was lost), and it is
 * older than drills may become. One that somebody works on, or will, stays.
 */
@ApplicationScoped
class DrillSweeper {
    private static final Logger LOG = LoggerFactory.getLogger(DrillSweeper.class);

    private final RestoreStore store;
    private final Restorer restorer;

    DrillSweeper(RestoreStore store, Restorer restorer) {
        this.store = store;
        this.restorer = restorer;
    }

    /** @param before what was begun later stays */
    void sweep(Path directory, Instant before) {
        for (TargetDirectory.Claim claim : TargetDirectory.claimsBelow(directory)) {
            boolean open = store.find(claim.restore()).map(Restore::endedAt).isEmpty()
                    && store.find(claim.restore()).isPresent();
            if (claim.at().isBefore(before) && !open) {
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
}
