package org.theorder.lifeboat.backup.preflight;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.theorder.lifeboat.backup.cluster.ClusterRequest;
import org.theorder.lifeboat.backup.cluster.Clusters;
import org.theorder.lifeboat.edge.Roles;

/** Asking whether a cluster could be protected that is not declared yet, over REST. */
@Path("/preflight")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "Clusters", description = "What is protected")
public class PreflightResource {
    private final Clusters clusters;
    private final Preflight preflight;

    PreflightResource(Clusters clusters, Preflight preflight) {
        this.clusters = clusters;
        this.preflight = preflight;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.OPERATOR)
    @Operation(
            operationId = "preflightOfDeclaration",
            summary = "The same for a cluster that is not declared yet",
            description = "The body is that of POST /clusters. Nothing is kept.")
    @APIResponse(responseCode = "200", description = "What was found")
    @APIResponse(responseCode = "400", description = "The detail names the field that is wrong")
    public PreflightReport look(ClusterRequest request) {
        return preflight.look(clusters.drafted(request));
    }
}
