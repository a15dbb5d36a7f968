package org.theorder.lifeboat.backup.upkeep;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.theorder.lifeboat.edge.Roles;
import org.theorder.lifeboat.events.ClusterName;

/** Where to look for what was answered with 202. */
@Path("/clusters/{name}/upkeep")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "Upkeep", description = "Verifications, repairs and deletions that take longer than an answer may")
public class UpkeepRequestResource {
    private final UpkeepRequests requests;

    UpkeepRequestResource(UpkeepRequests requests) {
        this.requests = requests;
    }

    @GET
    @RolesAllowed(Roles.VIEWER)
    @Operation(
            operationId = "listUpkeepRequests",
            summary = "What was asked for in the last month, the newest first, at most 1000")
    public List<UpkeepRequest> list(@PathParam("name") ClusterName name) {
        return requests.newest(name);
    }

    @GET
    @Path("/{id}")
    @RolesAllowed(Roles.VIEWER)
    @Operation(
            operationId = "getUpkeepRequest",
            summary = "One of them: how it goes, and its result",
            description =
                    "DONE has the result that the answer would have had, FAILED the problem. INTERRUPTED: the replica"
                            + " that was at it has gone, and another one takes it up within seconds, three attempts in"
                            + " all.")
    @APIResponse(responseCode = "404", description = "It was never asked for, or longer than a month ago")
    public UpkeepRequest get(@PathParam("name") ClusterName name, @PathParam("id") UUID id) {
        return requests.get(name, id);
    }
}
