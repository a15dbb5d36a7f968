package org.theorder.lifeboat.backup.catalogue;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.theorder.lifeboat.edge.Roles;

/** Making the catalogue anew, over REST. */
@Path("/catalogue/rebuild")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "Backups", description = "Backups that exist, and backups that were asked for")
public class CatalogueRebuildResource {
    private final CatalogueRebuild rebuild;

    CatalogueRebuildResource(CatalogueRebuild rebuild) {
        this.rebuild = rebuild;
    }

    @POST
    @RolesAllowed(Roles.OPERATOR)
    @Operation(
            operationId = "rebuildCatalogue",
            summary = "Make the service's tables anew out of the repository, after its schema was lost",
            description =
                    "May be repeated. Backups are always listed from the repository; this brings back the history of requests"
                            + " and says which clusters of the repository are not declared any more.")
    public CatalogueRebuild.Rebuilt rebuild() {
        return rebuild.rebuild();
    }
}
