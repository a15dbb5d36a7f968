package org.theorder.lifeboat.backup.verification;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.theorder.lifeboat.backup.cluster.Clusters;
import org.theorder.lifeboat.backup.upkeep.UpkeepRequest;
import org.theorder.lifeboat.backup.upkeep.UpkeepRequests;
import org.theorder.lifeboat.edge.Roles;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ClusterName;

/** Repairing a backup out of other regions, over REST. */
@Path("/clusters/{name}/backups/{backup}/repair")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "Verification", description = "What was read back, and what it showed")
public class RepairResource {
    private final Clusters clusters;
    private final UpkeepRequests requests;

    RepairResource(Clusters clusters, UpkeepRequests requests) {
        this.clusters = clusters;
        this.requests = requests;
    }

    @POST
    @RolesAllowed(Roles.OPERATOR)
    @Operation(
            operationId = "repairBackup",
            summary = "Replace what is damaged or missing in one region by what is sound in another",
            description =
                    "Reads the backup and its WAL back in every open region, copies sound objects verbatim, and reads back again"
                            + " until nothing more can be replaced: what was replaced, what could not be and why, and what the"
                            + " last reading showed. A directory keeps the damaged bytes in .damaged/; an object store removes"
                            + " them, unless they are locked: then they stay, and the backup is restored from another region.")
    @APIResponse(
            responseCode = "200",
            description = "Whatever could be replaced is",
            content = @Content(schema = @Schema(implementation = Repairs.Repair.class)))
    @APIResponse(
            responseCode = "202",
            description = "It goes on; Location is where to look",
            content = @Content(schema = @Schema(implementation = UpkeepRequest.class)))
    @APIResponse(
            responseCode = "404",
            description = "No open region has the backup, or a sound copy of what is damaged")
    @APIResponse(
            responseCode = "409",
            description = "The store keeps what is damaged; or the cluster is being read back")
    @APIResponse(responseCode = "503", description = "A region cannot be read")
    public Response repair(
            @PathParam("name") ClusterName name,
            @PathParam("backup") BackupId backup,
            @Parameter(description = "For how many seconds to wait for the end, up to 45")
                    @QueryParam("wait")
                    @DefaultValue("30")
                    int wait) {
        return requests.answer(UpkeepRequest.Task.REPAIR, clusters.get(name).name(), backup, wait);
    }
}
