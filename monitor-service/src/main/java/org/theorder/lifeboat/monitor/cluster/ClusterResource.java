package org.theorder.lifeboat.monitor.cluster;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.edge.Roles;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ClusterRemoved;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.outbox.Database;

/** Whether each cluster is safe and could be recovered. */
@Path("/clusters")
@Tag(name = "clusters")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.VIEWER)
@RunOnVirtualThread
public class ClusterResource {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterResource.class);

    private final Clusters clusters;
    private final RemovedClusters removed;
    private final Database database;
    private final Clock clock;

    ClusterResource(Clusters clusters, RemovedClusters removed, Database database, Clock clock) {
        this.clusters = clusters;
        this.removed = removed;
        this.database = database;
        this.clock = clock;
    }

    @GET
    @Operation(
            summary = "Every cluster: data safe through per region, newest backups, last restore and drill",
            description = "What cannot be measured is null and its objective unknown, never met.")
    public List<ClusterFacts> clusters() {
        return clusters.all();
    }

    @DELETE
    @Path("/{name}")
    @RolesAllowed(Roles.OPERATOR)
    @Operation(
            summary = "Forget a cluster that nobody protects any more",
            description = "For one that was taken out of the configuration of backup-service; DELETE /clusters/{name}"
                    + " there is told here by itself. Its incidents are resolved. What is reported or probed all the"
                    + " same is found again within a minute.")
    @APIResponse(responseCode = "204", description = "It is forgotten")
    @APIResponse(responseCode = "404", description = "Nothing is known of it")
    public void forget(@PathParam("name") String name) {
        ClusterName cluster = new ClusterName(name);
        if (clusters.all().stream().noneMatch(known -> known.cluster().equals(cluster))) {
            throw new LifeboatException(
                    ErrorCode.NOT_FOUND, "nothing is known of a cluster " + cluster + "; GET /clusters lists all");
        }
        database.doInTransaction(tx -> removed.removed(tx, new ClusterRemoved(cluster, clock.instant())));
        LOG.info("a cluster was forgotten cluster={}", cluster);
    }
}
