package org.theorder.lifeboat.backup.catalogue;

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
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.theorder.lifeboat.backup.upkeep.UpkeepRequest;
import org.theorder.lifeboat.backup.upkeep.UpkeepRequests;
import org.theorder.lifeboat.edge.Roles;

/** Making the catalogue anew, over REST. */
@Path("/catalogue/rebuild")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "Backups", description = "Backups that exist, and backups that were asked for")
public class CatalogueRebuildResource {
    private final UpkeepRequests requests;

    CatalogueRebuildResource(UpkeepRequests requests) {
        this.requests = requests;
    }

    @POST
    @RolesAllowed(Roles.OPERATOR)
    @Operation(
            operationId = "rebuildCatalogue",
            summary = "Make the service's tables anew out of the repository, after its schema was lost",
            description =
                    "May be repeated. Backups are always listed from the repository; this brings back the history of requests"
                            + " and says which clusters of the repository are not declared any more. Runs once at a time:"
                            + " who asks meanwhile is told where to look for the one that runs.")
    @APIResponse(
            responseCode = "200",
            description = "It is done",
            content = @Content(schema = @Schema(implementation = CatalogueRebuild.Rebuilt.class)))
    @APIResponse(
            responseCode = "202",
            description = "It goes on; Location is where to look",
            content = @Content(schema = @Schema(implementation = UpkeepRequest.class)))
    public Response rebuild(
            @Parameter(description = "For how many seconds to wait for the end, up to 45")
                    @QueryParam("wait")
                    @DefaultValue("30")
                    int wait) {
        return requests.answer(UpkeepRequest.Task.CATALOGUE_REBUILD, null, null, wait);
    }

    @GET
    @RolesAllowed(Roles.VIEWER)
    @Operation(
            operationId = "listCatalogueRebuilds",
            summary = "What was asked for in the last month, the newest first, at most 1000")
    public List<UpkeepRequest> list() {
        return requests.newest(null);
    }

    @GET
    @Path("/{id}")
    @RolesAllowed(Roles.VIEWER)
    @Operation(
            operationId = "getCatalogueRebuild",
            summary = "One of them: how it goes, and its result",
            description = "As at /clusters/{name}/upkeep/{id}.")
    @APIResponse(responseCode = "404", description = "It was never asked for, or longer than a month ago")
    public UpkeepRequest get(@PathParam("id") UUID id) {
        return requests.get(null, id);
    }
}
