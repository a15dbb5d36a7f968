package org.theorder.lifeboat.backup.protection;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
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
import org.theorder.lifeboat.events.ProtectionReported;

/** How safe a cluster is, over REST. */
@Path("/clusters/{name}/protection")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "Protection", description = "How safe the data is at this moment")
public class ProtectionResource {
    private final Clusters clusters;
    private final Protection protection;

    ProtectionResource(Clusters clusters, Protection protection) {
        this.clusters = clusters;
        this.protection = protection;
    }

    @GET
    @RolesAllowed(Roles.VIEWER)
    @Operation(
            operationId = "getProtection",
            summary = "How safe a cluster is, region by region",
            description =
                    "The same as the event protection-reported. safeThrough: every commit up to this moment of the"
                            + " primary's clock can be restored from the region; absent while nobody can promise one.")
    @APIResponse(responseCode = "404", description = "Nobody declared the cluster")
    public ProtectionReported get(@PathParam("name") ClusterName name) {
        return protection.of(clusters.get(name));
    }
}
