package org.theorder.lifeboat.monitor.check;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.theorder.lifeboat.edge.Roles;

/** What is watched, and what it says. */
@Path("/checks")
@Tag(name = "checks")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.VIEWER)
@RunOnVirtualThread
public class CheckResource {
    private final CheckStore store;
    private final Clock clock;

    CheckResource(CheckStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    @GET
    @Operation(
            summary = "All checks, the troubled first",
            description = "A check that nobody has evaluated for 30 seconds is unknown, whatever it said before.")
    public List<Check> checks() {
        Instant now = clock.instant();
        return store.all().stream().map(check -> check.asOf(now)).toList();
    }
}
