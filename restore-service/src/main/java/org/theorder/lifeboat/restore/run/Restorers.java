package org.theorder.lifeboat.restore.run;

import java.util.Optional;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RestoreMode;

/**
 * Who makes which restore: a drill uses one thread where a real one uses all, and leaves space to others.
 *
 * @param escrow for drills that read with the escrow identity alone; empty if none is configured
 */
record Restorers(Restorer live, Restorer drill, Optional<Restorer> escrow) {
    /** @throws LifeboatException CONFIGURATION_INVALID if the escrow identity is not configured any more */
    Restorer of(Restore restore) {
        if (restore.escrow()) {
            return escrow.orElseThrow(() -> new LifeboatException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "a drill with the escrow identity was asked for: set lifeboat.drill.escrow-identities"));
        }
        return restore.request().mode() == RestoreMode.DRILL ? drill : live;
    }
}
