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
import org.theorder.lifeboat.backup.cluster.Cluster;
import org.theorder.lifeboat.backup.cluster.Clusters;
import org.theorder.lifeboat.edge.Roles;
import org.theorder.lifeboat.events.ClusterName;

/** How safe a cluster is, over REST. */
@Path("/clusters/{name}/protection")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "Protection", description = "How safe the data is at this moment")
public class ProtectionResource {
    private final Clusters clusters;
    private final Protection protection;
    private final LastReports reports;

    ProtectionResource(Clusters clusters, Protection protection, LastReports reports) {
        this.clusters = clusters;
        this.protection = protection;
        this.reports = reports;
    }

    @GET
    @RolesAllowed(Roles.VIEWER)
    @Operation(
            operationId = "getProtection",
            summary = "How safe a cluster is, region by region",
            description =
                    "The same as the event protection-reported. safeThrough: every commit up to this moment of the"
                            + " primary's clock can be restored from the region; absent while nobody can promise one."
                            + " If another replica streams the cluster, this is what it told last, and relayed says how"
                            + " long ago.")
    @APIResponse(responseCode = "404", description = "Nobody declared the cluster")
    public ProtectionAnswer get(@PathParam("name") ClusterName name) {
        Cluster cluster = clusters.get(name);
        return reports.fromElsewhere(name).orElseGet(() -> new ProtectionAnswer(protection.of(cluster), null));
    }
}
