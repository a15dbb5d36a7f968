package org.theorder.lifeboat.backup.retention;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.backup.cluster.Clusters;
import org.theorder.lifeboat.backup.upkeep.UpkeepRequest;
import org.theorder.lifeboat.backup.upkeep.UpkeepRequests;
import org.theorder.lifeboat.edge.Roles;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.records.BackupHold;
import org.theorder.lifeboat.repository.retention.RetentionOutcome;

/** One stored backup over REST: deleting it by hand, holding it. */
@Path("/clusters/{name}/backups/{backup}")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "Retention", description = "What is kept, for how long, and why")
public class StoredBackupResource {
    private static final int LONGEST_REASON = 500;

    private final Clusters clusters;
    private final Holds holds;
    private final UpkeepRequests requests;

    StoredBackupResource(Clusters clusters, Holds holds, UpkeepRequests requests) {
        this.clusters = clusters;
        this.holds = holds;
        this.requests = requests;
    }

    /**
     * @param held true to keep the backup whatever the settings say, false to let it go by them again
     * @param reason why, for those who come later; required
     */
    public record HoldWish(@Nullable Boolean held, @Nullable String reason) {}

    @DELETE
    @RolesAllowed(Roles.OPERATOR)
    @Operation(
            operationId = "deleteBackup",
            summary = "Delete a backup before its time",
            description =
                    "Every protection but its age holds: not the newest, the last restorable or the last proven one; not one"
                            + " that others build on, that is held, locked, or being read. What takes longer than the"
                            + " wait is answered with a place to look.")
    @APIResponse(
            responseCode = "200",
            description = "It is done",
            content = @Content(schema = @Schema(type = SchemaType.ARRAY, implementation = RetentionOutcome.class)))
    @APIResponse(
            responseCode = "202",
            description = "It goes on; Location is where to look",
            content = @Content(schema = @Schema(implementation = UpkeepRequest.class)))
    @APIResponse(responseCode = "404", description = "No open region has it")
    @APIResponse(responseCode = "409", description = "It must stay; the detail says why")
    public Response delete(
            @PathParam("name") ClusterName name,
            @PathParam("backup") BackupId backup,
            @Parameter(description = "For how many seconds to wait for the end, up to 45")
                    @QueryParam("wait")
                    @DefaultValue("30")
                    int wait) {
        return requests.answer(UpkeepRequest.Task.DELETION, clusters.get(name).name(), backup, wait);
    }

    @PUT
    @Path("/hold")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.OPERATOR)
    @Operation(
            operationId = "holdBackup",
            summary = "Keep a backup whatever the settings say (legal hold), or release it",
            description =
                    "Kept in the repository itself, in every region of the cluster; all of them must be open. A held backup"
                            + " stays with the WAL that makes it consistent; WAL behind that goes by the settings.")
    @APIResponse(responseCode = "404", description = "No region has it")
    @APIResponse(responseCode = "503", description = "A region of the cluster is closed")
    public List<BackupHold> hold(
            @PathParam("name") ClusterName name,
            @PathParam("backup") BackupId backup,
            HoldWish wish,
            @Context SecurityContext caller) {
        String reason = wish.reason();
        Boolean held = wish.held();
        if (held == null || reason == null || reason.isBlank() || reason.length() > LONGEST_REASON) {
            throw new LifeboatException(
                    ErrorCode.REQUEST_INVALID,
                    "held (true or false) and reason (up to " + LONGEST_REASON + " characters) are required");
        }
        String who = Optional.ofNullable(caller.getUserPrincipal())
                .map(principal -> "REST: " + principal.getName())
                .orElse("REST");
        return holds.put(clusters.get(name), backup, held, reason, who);
    }

    @GET
    @Path("/hold")
    @RolesAllowed(Roles.VIEWER)
    @Operation(
            operationId = "listHolds",
            summary = "Every hold and release of a backup, the oldest first; the last one counts")
    public List<BackupHold> holds(@PathParam("name") ClusterName name, @PathParam("backup") BackupId backup) {
        return holds.of(clusters.get(name), backup);
    }
}
