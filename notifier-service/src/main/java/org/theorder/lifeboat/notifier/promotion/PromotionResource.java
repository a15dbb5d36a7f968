package org.theorder.lifeboat.notifier.promotion;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.theorder.lifeboat.edge.Roles;

/** Makes this region's page the one to read: what an operator or a recovery plan does when another region is lost. */
@Path("/promotions")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "Promotions", description = "Which region's status page is the one to read")
public class PromotionResource {
    private final Promotions promotions;

    PromotionResource(Promotions promotions) {
        this.promotions = promotions;
    }

    /** @param reason for people, on the pages of the other regions' operators and in the log */
    public record Takeover(
            @Schema(examples = "eu-north does not answer since 12:00")
            String reason) {}

    @GET
    @RolesAllowed(Roles.VIEWER)
    @Operation(operationId = "promotions", summary = "All promotions known here, the one that counts first")
    public List<Promotion> all() {
        return promotions.made();
    }

    @POST
    @RolesAllowed(Roles.OPERATOR)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "promote",
            summary = "The page of this region takes over",
            description =
                    "Raises the epoch; the pages of the other regions say that they are superseded as soon as they "
                            + "hear of it. Who does this vouches for the regions that do not answer now.")
    @APIResponse(
            responseCode = "201",
            description = "In charge",
            content = @Content(schema = @Schema(implementation = Promotion.class)))
    @APIResponse(responseCode = "400", description = "No reason")
    public Response promote(Takeover asked) {
        return Response.status(Response.Status.CREATED)
                .entity(promotions.promote(asked.reason()))
                .build();
    }
}
