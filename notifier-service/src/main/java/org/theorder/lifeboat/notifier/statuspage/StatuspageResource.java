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
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirements;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.notifier.page.Pages;
import org.theorder.lifeboat.notifier.wording.ForeignText;

/** The status for programs, readable by scripts of any website. */
@Path("/api/v2")
@PermitAll
@NonBlocking
@SecurityRequirements
@Tag(name = "Statuspage v2", description = "For programs, without a token, in exactly the shape of Statuspage v2")
public class StatuspageResource {
    private static final String KNOWN = "The reader has it already";

    private final Pages pages;

    StatuspageResource(Pages pages) {
        this.pages = pages;
    }

    @GET
    @Path("summary.json")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "summary", summary = "Everything of the present in one answer")
    @APIResponse(
            responseCode = "200",
            description = "Status, components, unresolved incidents; and what we add",
            content = @Content(schema = @Schema(implementation = StatuspageObjects.Summary.class)))
    @APIResponse(responseCode = "304", description = KNOWN)
    public Response summary(@HeaderParam(HttpHeaders.IF_NONE_MATCH) @Parameter(hidden = true) @Nullable String known) {
        return answer("summary", known);
    }

    @GET
    @Path("status.json")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "status", summary = "All of it in a word")
    @APIResponse(
            responseCode = "200",
            description = "The worst of all components and open incidents",
            content = @Content(schema = @Schema(implementation = StatuspageObjects.StatusAnswer.class)))
    @APIResponse(responseCode = "304", description = KNOWN)
    public Response status(@HeaderParam(HttpHeaders.IF_NONE_MATCH) @Parameter(hidden = true) @Nullable String known) {
        return answer("status", known);
    }

    @GET
    @Path("components.json")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "components", summary = "All components and groups")
    @APIResponse(
            responseCode = "200",
            description = "In the order of the page",
            content = @Content(schema = @Schema(implementation = StatuspageObjects.ComponentsAnswer.class)))
    @APIResponse(responseCode = "304", description = KNOWN)
    public Response components(
            @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Parameter(hidden = true) @Nullable String known) {
        return answer("components", known);
    }

    @GET
    @Path("incidents.json")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "incidents", summary = "The newest 50 incidents")
    @APIResponse(
            responseCode = "200",
            description = "Newest first",
            content = @Content(schema = @Schema(implementation = StatuspageObjects.IncidentsAnswer.class)))
    @APIResponse(responseCode = "304", description = KNOWN)
    public Response incidents(
            @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Parameter(hidden = true) @Nullable String known) {
        return answer("incidents", known);
    }

    @GET
    @Path("incidents/unresolved.json")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "unresolvedIncidents", summary = "The open incidents")
    @APIResponse(
            responseCode = "200",
            description = "Newest first",
            content = @Content(schema = @Schema(implementation = StatuspageObjects.IncidentsAnswer.class)))
    @APIResponse(responseCode = "304", description = KNOWN)
    public Response unresolved(
            @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Parameter(hidden = true) @Nullable String known) {
        return answer("incidents/unresolved", known);
    }

    @GET
    @Path("scheduled-maintenances.json")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "maintenances", summary = "Scheduled maintenances, past ones too")
    @APIResponse(
            responseCode = "200",
            description = "With all their updates",
            content = @Content(schema = @Schema(implementation = StatuspageObjects.MaintenancesAnswer.class)))
    @APIResponse(responseCode = "304", description = KNOWN)
    public Response maintenances(
            @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Parameter(hidden = true) @Nullable String known) {
        return answer("scheduled-maintenances", known);
    }

    @GET
    @Path("scheduled-maintenances/upcoming.json")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "upcomingMaintenances", summary = "Maintenances to come")
    @APIResponse(
            responseCode = "200",
            description = "With all their updates",
            content = @Content(schema = @Schema(implementation = StatuspageObjects.MaintenancesAnswer.class)))
    @APIResponse(responseCode = "304", description = KNOWN)
    public Response upcoming(@HeaderParam(HttpHeaders.IF_NONE_MATCH) @Parameter(hidden = true) @Nullable String known) {
        return answer("scheduled-maintenances/upcoming", known);
    }

    @GET
    @Path("scheduled-maintenances/active.json")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "activeMaintenances", summary = "Running maintenances")
    @APIResponse(
            responseCode = "200",
            description = "With all their updates",
            content = @Content(schema = @Schema(implementation = StatuspageObjects.MaintenancesAnswer.class)))
    @APIResponse(responseCode = "304", description = KNOWN)
    public Response active(@HeaderParam(HttpHeaders.IF_NONE_MATCH) @Parameter(hidden = true) @Nullable String known) {
        return answer("scheduled-maintenances/active", known);
    }

    /** Without this the preflight's path would answer 405. */
    @GET
    @Path("{any: .*}")
    @Operation(hidden = true)
    public Response unknown(@PathParam("any") String path) {
        throw new LifeboatException(
                ErrorCode.NOT_FOUND,
                "there is no /api/v2/" + ForeignText.line(path, 80) + "; summary.json has everything of the present");
    }

    /** A script that sends headers of its own makes its browser ask first. */
    @OPTIONS
    @Path("{any: .*}")
    @Operation(hidden = true)
    public Response preflight() {
        return Pages.preflight();
    }

    private Response answer(String name, @Nullable String known) {
        return pages.answer("/api/v2/" + name + ".json", known);
    }
}
