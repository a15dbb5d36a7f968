package org.theorder.lifeboat.backup.schedule;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Clock;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.backup.cluster.Clusters;
import org.theorder.lifeboat.edge.Roles;
import org.theorder.lifeboat.events.ClusterName;

/** The schedule of a cluster over REST. */
@Path("/clusters/{name}/schedule")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "Schedule", description = "When backups are taken by themselves")
public class ScheduleResource {
    private static final Logger LOG = LoggerFactory.getLogger(ScheduleResource.class);
    private static final int LONGEST_NAME = 200;

    private final Clusters clusters;
    private final ScheduleStore store;
    private final ScheduleViews views;
    private final Clock clock;

    ScheduleResource(Clusters clusters, ScheduleStore store, ScheduleViews views, Clock clock) {
        this.clusters = clusters;
        this.store = store;
        this.views = views;
        this.clock = clock;
    }

    @GET
    @RolesAllowed(Roles.VIEWER)
    @Operation(
            operationId = "getSchedule",
            summary = "When backups of a cluster are due, and what became of the last ones",
            description = "Settings are changed with PATCH /clusters/{name}.")
    @APIResponse(responseCode = "404", description = "Nobody declared the cluster")
    public ScheduleView get(@PathParam("name") ClusterName name) {
        return views.of(clusters.get(name));
    }

    @POST
    @Path("/pause")
    @RolesAllowed(Roles.OPERATOR)
    @Operation(
            operationId = "pauseSchedule",
            summary = "Take no backups by schedule until somebody resumes",
            description = "Backups that run or are asked for go on, and so does WAL streaming.")
    @APIResponse(responseCode = "404", description = "Nobody declared the cluster")
    public ScheduleView pause(@PathParam("name") ClusterName name, @Context SecurityContext caller) {
        clusters.get(name);
        String by = Optional.ofNullable(caller.getUserPrincipal())
                .map(principal -> principal.getName().replaceAll("\\p{Cntrl}", "?"))
                .orElse("REST");
        store.pause(name, by.substring(0, Math.min(by.length(), LONGEST_NAME)), clock.instant());
        LOG.info("schedule was paused cluster={}", name);
        return get(name);
    }

    @POST
    @Path("/resume")
    @RolesAllowed(Roles.OPERATOR)
    @Operation(
            operationId = "resumeSchedule",
            summary = "Take backups by schedule again",
            description = "What was due meanwhile is made up for once, unless schedule.catchUp is off.")
    @APIResponse(responseCode = "404", description = "Nobody declared the cluster")
    public ScheduleView resume(@PathParam("name") ClusterName name) {
        clusters.get(name);
        store.resume(name);
        LOG.info("schedule goes on cluster={}", name);
        return get(name);
    }
}
