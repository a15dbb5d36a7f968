package org.theorder.lifeboat.backup.verification;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
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
import org.theorder.lifeboat.repository.records.Verification;

/** Reading a backup back, over REST. */
@Path("/clusters/{name}/backups/{backup}/verification")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "Verification", description = "What was read back, and what it showed")
public class VerificationResource {
    private final Clusters clusters;
    private final Verifications verifications;
    private final UpkeepRequests requests;

    VerificationResource(Clusters clusters, Verifications verifications, UpkeepRequests requests) {
        this.clusters = clusters;
        this.verifications = verifications;
        this.requests = requests;
    }

    @POST
    @RolesAllowed(Roles.OPERATOR)
    @Operation(
            operationId = "verifyBackup",
            summary = "Read a backup and its WAL back in every open region, now",
            description =
                    "At the rate of lifeboat.verification.max-bytes-per-second: one answer per region, which says what"
                            + " exactly was shown and which objects are damaged. What takes longer than the wait is"
                            + " answered with a place to look.")
    @APIResponse(
            responseCode = "200",
            description = "Everything was read",
            content = @Content(schema = @Schema(type = SchemaType.ARRAY, implementation = Verification.class)))
    @APIResponse(
            responseCode = "202",
            description = "It goes on; Location is where to look",
            content = @Content(schema = @Schema(implementation = UpkeepRequest.class)))
    @APIResponse(responseCode = "404", description = "No open region has it")
    @APIResponse(responseCode = "409", description = "The cluster's backups are being read back at this moment")
    @APIResponse(responseCode = "503", description = "A region cannot be read; that is no verdict")
    public Response verify(
            @PathParam("name") ClusterName name,
            @PathParam("backup") BackupId backup,
            @Parameter(description = "For how many seconds to wait for the end, up to 45")
                    @QueryParam("wait")
                    @DefaultValue("30")
                    int wait) {
        return requests.answer(
                UpkeepRequest.Task.VERIFICATION, clusters.get(name).name(), backup, wait);
    }

    @GET
    @RolesAllowed(Roles.VIEWER)
    @Operation(operationId = "listVerifications", summary = "Every reading back of a backup, the oldest first")
    public List<Verification> list(@PathParam("name") ClusterName name, @PathParam("backup") BackupId backup) {
        return verifications.of(clusters.get(name), backup);
    }
}
