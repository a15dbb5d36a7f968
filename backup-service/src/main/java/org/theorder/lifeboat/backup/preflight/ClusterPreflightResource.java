package org.theorder.lifeboat.backup.preflight;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.theorder.lifeboat.backup.cluster.Clusters;
import org.theorder.lifeboat.edge.Roles;
import org.theorder.lifeboat.events.ClusterName;

/** Asking whether a declared cluster can be protected, over REST. */
@Path("/clusters/{name}/preflight")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "Clusters", description = "What is protected")
public class ClusterPreflightResource {
    private final Clusters clusters;
    private final Preflight preflight;

    ClusterPreflightResource(Clusters clusters, Preflight preflight) {
        this.clusters = clusters;
        this.preflight = preflight;
    }

    @POST
    @RolesAllowed(Roles.OPERATOR)
    @Operation(
            operationId = "preflight",
            summary = "Look at everything that a backup of the cluster will need",
            description =
                    "Tells all problems at once, each with its remedy. Nothing is changed: no slot is made, nothing"
                            + " is registered, the canary in each region is taken away again.")
    @APIResponse(responseCode = "200", description = "What was found; ready says whether backups can be taken")
    @APIResponse(responseCode = "404", description = "Nobody declared the cluster")
    public PreflightReport look(@PathParam("name") ClusterName name) {
        return preflight.look(clusters.get(name));
    }
}
