package org.theorder.lifeboat.notifier.page;

import io.smallrye.common.annotation.NonBlocking;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
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

/** The status page for people. */
@Path("/")
@PermitAll
@NonBlocking
@SecurityRequirements
@Tag(name = "Status page", description = "For people, without a token")
public class PageResource {
    private static final String KNOWN = "The reader has it already";

    private final Pages pages;

    PageResource(Pages pages) {
        this.pages = pages;
    }

    @GET
    @Produces(MediaType.TEXT_HTML)
    @Operation(operationId = "statusPage", summary = "The status page")
    @APIResponse(responseCode = "200", description = "How everything is, and why we think so")
    @APIResponse(responseCode = "304", description = KNOWN)
    public Response front(@HeaderParam(HttpHeaders.IF_NONE_MATCH) @Parameter(hidden = true) @Nullable String known) {
        return pages.answer("/", known);
    }

    @GET
    @Path("history")
    @Produces(MediaType.TEXT_HTML)
    @Operation(operationId = "historyPage", summary = "All incidents and maintenances that are kept")
    @APIResponse(responseCode = "200", description = "Incidents and maintenances by month, newest first")
    @APIResponse(responseCode = "304", description = KNOWN)
    public Response history(@HeaderParam(HttpHeaders.IF_NONE_MATCH) @Parameter(hidden = true) @Nullable String known) {
        return pages.answer("/history", known);
    }

    @GET
    @Path("incidents/{id}")
    @Produces(MediaType.TEXT_HTML)
    @Operation(operationId = "incidentPage", summary = "One incident with everything that was said about it")
    @APIResponse(responseCode = "200", description = "The incident")
    @APIResponse(responseCode = "304", description = KNOWN)
    @APIResponse(responseCode = "404", description = "There is no such incident, or it is no longer kept")
    public Response incident(
            @PathParam("id") String id,
            @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Parameter(hidden = true) @Nullable String known) {
        return pages.answer("/incidents/" + id, known);
    }

    @GET
    @Path("epoch.json")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "epoch", summary = "Which region's page is the one to read, as far as this one knows")
    @APIResponse(responseCode = "200", description = "The other regions read it, to learn of a promotion without Kafka")
    @APIResponse(responseCode = "304", description = KNOWN)
    public Response epoch(@HeaderParam(HttpHeaders.IF_NONE_MATCH) @Parameter(hidden = true) @Nullable String known) {
        return pages.answer("/epoch.json", known);
    }

    @GET
    @Path("status.txt")
    @Produces(MediaType.TEXT_PLAIN)
    @Operation(operationId = "statusText", summary = "The status page without any markup")
    @APIResponse(responseCode = "200", description = "The same in plain text")
    @APIResponse(responseCode = "304", description = KNOWN)
    public Response text(@HeaderParam(HttpHeaders.IF_NONE_MATCH) @Parameter(hidden = true) @Nullable String known) {
        return pages.answer("/status.txt", known);
    }
}
