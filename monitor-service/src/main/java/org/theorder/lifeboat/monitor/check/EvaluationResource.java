package org.theorder.lifeboat.monitor.check;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.edge.Roles;

/** Whether anybody looks; another monitor asks it. */
@Path("/evaluation")
@Tag(name = "checks")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.VIEWER)
@RunOnVirtualThread
public class EvaluationResource {
    private final CheckStore store;
    private final Clock clock;

    EvaluationResource(CheckStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * When somebody last looked.
     *
     * @param evaluatedAt when a round that observed anything was last finished, by whichever replica; null if never
     * @param at now, by the same clock
     */
    public record Evaluated(@Nullable Instant evaluatedAt, Instant at) {}

    @GET
    @Operation(
            summary = "When a round of checks was last finished",
            description = "A round in which no probe told anything does not count.")
    public Evaluated evaluation() {
        return new Evaluated(store.lastEvaluation().orElse(null), clock.instant());
    }
}
