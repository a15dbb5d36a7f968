package org.theorder.lifeboat.notifier.statuspage;

import io.smallrye.common.annotation.NonBlocking;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirements;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.notifier.page.Pages;

/** The API for clients that do not know maintenance, nor fields that are not Statuspage's. */
@Path("/strict/api/v2")
@PermitAll
@NonBlocking
@SecurityRequirements
@Tag(
        name = "Statuspage v2, strict",
        description = "The same for clients that refuse what an older Statuspage did not say")
public class StrictResource {
    private final Pages pages;

    StrictResource(Pages pages) {
        this.pages = pages;
    }

    @GET
    @Path("{endpoint: .*}")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "strict",
            summary = "Each endpoint of /api/v2",
            description = "Maintenance is none and operational here, and x_lifeboat is absent.")
    @APIResponse(responseCode = "200", description = "As the endpoint of the same name below /api/v2")
    @APIResponse(responseCode = "304", description = "The reader has it already")
    @APIResponse(responseCode = "404", description = "There is no such endpoint")
    public Response answer(
            @Parameter(description = "for example summary.json") @PathParam("endpoint") String endpoint,
            @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Parameter(hidden = true) @Nullable String known) {
        return pages.answer("/strict/api/v2/" + endpoint, known);
    }

    /** A script that sends headers of its own makes its browser ask first. */
    @OPTIONS
    @Path("{any: .*}")
    @Operation(hidden = true)
    public Response preflight() {
        return Pages.preflight();
    }
}
