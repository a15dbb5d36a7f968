package org.theorder.lifeboat.backup.retention;

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
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.repository.retention.RetentionOutcome;
import org.theorder.lifeboat.repository.retention.RetentionPlan;

/** What goes and what stays, over REST. */
@Path("/clusters/{name}/retention")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "Retention", description = "What is kept, for how long, and why")
public class RetentionResource {
    private static final int MOST = 1_000;

    private final Clusters clusters;
    private final Retention retention;
    private final UpkeepRequests requests;

    RetentionResource(Clusters clusters, Retention retention, UpkeepRequests requests) {
        this.clusters = clusters;
        this.retention = retention;
        this.requests = requests;
    }

    @GET
    @Path("/plan")
    @RolesAllowed(Roles.VIEWER)
    @Operation(
            operationId = "planRetention",
            summary = "What would go now, and why everything else stays, by region",
            description = "Lists the regions; nothing is changed.")
    @APIResponse(responseCode = "404", description = "Nobody declared the cluster")
    @APIResponse(responseCode = "503", description = "A region does not answer")
    public List<RetentionPlan> plan(@PathParam("name") ClusterName name) {
        return retention.plan(clusters.get(name));
    }

    @POST
    @RolesAllowed(Roles.OPERATOR)
    @Operation(
            operationId = "runRetention",
            summary = "Delete now what may go",
            description =
                    "What went in each region; empty if there was nothing to do. The plan is written into each region before"
                            + " anything is deleted there. What takes longer than the wait is answered with a place to"
                            + " look.")
    @APIResponse(
            responseCode = "200",
            description = "It is done",
            content = @Content(schema = @Schema(type = SchemaType.ARRAY, implementation = RetentionOutcome.class)))
    @APIResponse(
            responseCode = "202",
            description = "It goes on; Location is where to look",
            content = @Content(schema = @Schema(implementation = UpkeepRequest.class)))
    @APIResponse(responseCode = "409", description = "It runs at this moment")
    public Response run(
            @PathParam("name") ClusterName name,
            @Parameter(description = "For how many seconds to wait for the end, up to 45")
                    @QueryParam("wait")
                    @DefaultValue("30")
                    int wait) {
        return requests.answer(UpkeepRequest.Task.RETENTION, clusters.get(name).name(), null, wait);
    }

    @GET
    @Path("/runs")
    @RolesAllowed(Roles.VIEWER)
    @Operation(
            operationId = "listRetentionRuns",
            summary = "What retention deleted, the newest first, as the regions say")
    public List<RetentionOutcome> runs(
            @PathParam("name") ClusterName name,
            @Parameter(description = "How many at most, up to 1000") @QueryParam("limit") @DefaultValue("100")
                    int limit) {
        return retention.history(clusters.get(name), Math.clamp(limit, 1, MOST));
    }
}
