package org.theorder.lifeboat.backup.region;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.edge.Roles;
import org.theorder.lifeboat.events.RegionName;

/** The regions over REST. */
@Path("/regions")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "Regions", description = "The copies of the repository, each restorable on its own")
public class RegionResource {
    private final Regions regions;
    private final LockChecks locks;

    RegionResource(Regions regions, LockChecks locks) {
        this.regions = regions;
        this.locks = locks;
    }

    private RegionView view(Region region) {
        return RegionView.of(region, locks.last(region.name()).orElse(null));
    }

    /**
     * A region as REST shows it.
     *
     * @param open whether it can be used
     * @param repository which copy lies there; null while it is not open
     * @param trouble why it is not open and what to do; null while it is
     * @param lockCheck the last try to delete a locked object; null where there is no object lock, or before the first try
     */
    public record RegionView(
            RegionName region,
            String url,
            boolean open,
            @Nullable UUID repository,
            @Nullable String trouble,
            @Nullable LockCheck lockCheck) {
        static RegionView of(Region region, @Nullable LockCheck lockCheck) {
            String url = region.place().toString();
            return switch (region.state()) {
                case RegionState.Open open ->
                    new RegionView(region.name(), url, true, open.repository(), null, lockCheck);
                case RegionState.Closed closed ->
                    new RegionView(region.name(), url, false, null, closed.reason(), lockCheck);
            };
        }
    }

    @GET
    @RolesAllowed(Roles.VIEWER)
    @Operation(operationId = "listRegions", summary = "All regions and whether they can be used")
    public List<RegionView> list() {
        return regions.all().stream().map(this::view).toList();
    }

    @GET
    @Path("/{name}")
    @RolesAllowed(Roles.VIEWER)
    @Operation(operationId = "getRegion", summary = "One region")
    @APIResponse(responseCode = "404", description = "No such region is configured")
    public RegionView get(@PathParam("name") RegionName name) {
        return view(regions.get(name));
    }

    @POST
    @Path("/{name}/initialize")
    @RolesAllowed(Roles.OPERATOR)
    @Operation(
            operationId = "initializeRegion",
            summary = "Go on with a new, empty disk",
            description = "Says that the directory is rightly empty (or rightly another repository), although it held a"
                    + " repository before. WAL goes there at once; backups, and the WAL that they need, are copied"
                    + " there from the other regions. Does nothing to a region that is open.")
    @APIResponse(responseCode = "200", description = "The region is open")
    @APIResponse(responseCode = "404", description = "No such region is configured")
    @APIResponse(responseCode = "503", description = "There is no place for it")
    public RegionView initialize(@PathParam("name") RegionName name) {
        return view(regions.initialize(name));
    }

    @POST
    @Path("/{name}/lock-check")
    @RolesAllowed(Roles.OPERATOR)
    @Operation(
            operationId = "checkRegionLock",
            summary = "Try to delete a locked object",
            description =
                    "Puts an object with a lock and really tries to delete and to overwrite it. It happens by itself"
                            + " every few hours (lifeboat.lock-check.every); if it succeeds, protection-reported says lock-broken.")
    @APIResponse(responseCode = "200", description = "What came of it")
    @APIResponse(responseCode = "400", description = "The region has no object lock")
    @APIResponse(responseCode = "404", description = "No such region is configured")
    @APIResponse(responseCode = "409", description = "Another replica does it at this moment")
    @APIResponse(responseCode = "503", description = "The region cannot be used")
    public LockCheck checkLock(@PathParam("name") RegionName name) {
        return locks.checkNow(name);
    }
}
