package org.theorder.lifeboat.restore.request;

import io.quarkus.security.ForbiddenException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.theorder.lifeboat.edge.Roles;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.restore.point.RestorePoints;
import org.theorder.lifeboat.restore.run.Restorer;

/** What can be restored, read from the repository at the moment of asking. */
@Path("/clusters/{name}/restore-points")
@Tag(name = "restores")
@RunOnVirtualThread
public class RestorePointsResource {
    private static final int MOST_SEGMENTS = 1_000;

    /** Reading them costs traffic and processors: who may only look does not start more. */
    private static final int MOST_OF_A_VIEWER = 100;

    private final Restorer restorer;

    RestorePointsResource(Restorer restorer) {
        this.restorer = restorer;
    }

    @GET
    @RolesAllowed(Roles.VIEWER)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "What a cluster can be restored to: windows, gaps and timelines, region by region")
    @APIResponse(responseCode = "403", description = "named-in of more than 100 needs an operator")
    @APIResponse(responseCode = "404", description = "No region has anything of this cluster")
    @APIResponse(responseCode = "503", description = "No region can be read")
    public RestorePoints points(
            @PathParam("name") ClusterName name,
            @Parameter(
                            description =
                                    "in how many of the newest WAL segments named restore points are looked for, which reads them; up to 100, for operators up to 1000")
                    @QueryParam("named-in")
                    @DefaultValue("0")
                    int namedIn,
            @Context SecurityContext caller) {
        if (namedIn < 0 || namedIn > MOST_SEGMENTS) {
            throw new LifeboatException(ErrorCode.REQUEST_INVALID, "named-in is from 0 to " + MOST_SEGMENTS);
        }
        if (namedIn > MOST_OF_A_VIEWER && !caller.isUserInRole(Roles.OPERATOR)) {
            throw new ForbiddenException("more than " + MOST_OF_A_VIEWER + " WAL segments are read for operators");
        }
        return restorer.chooser().points(name, namedIn);
    }
}
