package org.theorder.lifeboat.restore.run;

import java.util.Optional;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RestoreMode;
import org.theorder.lifeboat.events.RestoreRequested;

/**
 * Who makes which restore: a drill uses one thread where a real one uses all, and leaves space to others.
 *
 * @param escrow for drills that read with the escrow identity alone; empty if none is configured
 * @param volumes for restores into volumes of Kubernetes
 */
public record Restorers(Restorer live, Restorer drill, Optional<Restorer> escrow, RestoreExecutor volumes) {
    /** Who knows the place of a restore, whatever it reads with. */
    public RestoreExecutor of(RestoreRequested request) {
        return request.place().kubernetes() == null ? live : volumes;
    }

    /** @throws LifeboatException CONFIGURATION_INVALID if the escrow identity is not configured any more */
    RestoreExecutor of(Restore restore) {
        if (restore.escrow()) {
            return escrow.orElseThrow(() -> new LifeboatException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "a drill with the escrow identity was asked for: set lifeboat.drill.escrow-identities"));
        }
        boolean rehearsed = restore.request().mode() == RestoreMode.DRILL;
        return rehearsed && restore.request().place().kubernetes() == null ? drill : of(restore.request());
    }
}
