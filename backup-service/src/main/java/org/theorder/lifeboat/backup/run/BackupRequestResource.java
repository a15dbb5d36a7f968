package org.theorder.lifeboat.backup.run;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.net.URI;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.edge.Roles;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.ClusterName;

/** Asking for a backup over REST. */
@Path("/clusters/{name}/backups")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "Backups", description = "Backups that exist, and backups that were asked for")
public class BackupRequestResource {
    private final BackupJobs jobs;
    private final BackupJobStore store;

    BackupRequestResource(BackupJobs jobs, BackupJobStore store) {
        this.jobs = jobs;
        this.store = store;
    }

    /** @param kind full, or incremental, which becomes a full one where that is needed */
    public record Wish(BackupKind kind) {}

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.OPERATOR)
    @Operation(
            operationId = "requestBackup",
            summary = "Take a backup of a cluster",
            description =
                    "Answers at once; the backup is taken by a worker. Location is where to look how it goes. An incremental"
                            + " that cannot be taken becomes a full one, and fullBecause says why.")
    @APIResponse(responseCode = "202", description = "It will be taken")
    @APIResponse(responseCode = "404", description = "Nobody declared the cluster")
    public Response request(
            @PathParam("name") ClusterName name,
            @Parameter(description = "The same key for the same cluster is the same backup, however often it is sent")
                    @HeaderParam("Idempotency-Key")
                    @Nullable
                    String key,
            Wish wish,
            @Context SecurityContext caller) {
        String chosen = key == null ? UUID.randomUUID().toString() : key;
        String who = Optional.ofNullable(caller.getUserPrincipal())
                .map(principal -> "REST: " + principal.getName())
                .orElse("REST");
        UUID id = jobs.request("rest:" + name + ":" + chosen, name, wish.kind(), who);
        return Response.accepted(store.find(id)
                        .map(job -> BackupView.of(job, Optional.empty()))
                        .orElseThrow())
                .location(URI.create("/backups/" + id))
                .build();
    }
}
