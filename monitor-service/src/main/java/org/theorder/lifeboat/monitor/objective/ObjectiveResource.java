package org.theorder.lifeboat.monitor.objective;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.theorder.lifeboat.edge.Roles;

/** What was promised and what was reached. */
@Path("/objectives")
@Tag(name = "objectives")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.VIEWER)
@RunOnVirtualThread
public class ObjectiveResource {
    private final ObjectiveReports reports;

    ObjectiveResource(ObjectiveReports reports) {
        this.reports = reports;
    }

    @GET
    @Operation(
            summary = "RPO and RTO reached per cluster and day for the last 90 days",
            description =
                    "From what was measured every 30 seconds and from restores and drills that passed. What nobody could"
                            + " measure is unknown, never met, also while no monitor was there; shares are of the whole"
                            + " day, of today's up to now, and of the first from when the cluster was known.")
    public List<ObjectiveReport> objectives() {
        return reports.all();
    }
}
