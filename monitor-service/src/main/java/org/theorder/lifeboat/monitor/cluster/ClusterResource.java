package org.theorder.lifeboat.monitor.cluster;

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

/** Whether each cluster is safe and could be recovered. */
@Path("/clusters")
@Tag(name = "clusters")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.VIEWER)
@RunOnVirtualThread
public class ClusterResource {
    private final Clusters clusters;

    ClusterResource(Clusters clusters) {
        this.clusters = clusters;
    }

    @GET
    @Operation(
            summary = "Every cluster: data safe through per region, newest backups, last restore and drill",
            description = "What cannot be measured is null and its objective unknown, never met.")
    public List<ClusterFacts> clusters() {
        return clusters.all();
    }
}
