package org.theorder.lifeboat.notifier.maintenance;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.edge.Roles;
import org.theorder.lifeboat.events.MaintenanceStatus;
import org.theorder.lifeboat.notifier.wording.Author;

/** Announces work, and says how it goes. */
@Path("/maintenances")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "Maintenances", description = "Announced work; begins and ends by itself at its times")
public class MaintenanceResource {
    private final Maintenances maintenances;
    private final MaintenanceStore store;

    MaintenanceResource(Maintenances maintenances, MaintenanceStore store) {
        this.maintenances = maintenances;
        this.store = store;
    }

    /**
     * @param name a few words
     * @param components ids of those affected
     * @param body what people have to expect
     */
    public record Announcement(
            @Schema(examples = "New disks for the shop database")
            String name,

            @Schema(examples = "[\"shop\"]") List<String> components,
            Instant scheduledFor,
            Instant scheduledUntil,
            String body) {}

    /**
     * @param status null leaves it as it is; it only goes forward
     * @param scheduledFor a new begin, unless it has begun; null leaves it as it is
     * @param scheduledUntil a new end; null leaves it as it is
     */
    public record Word(
            String body,
            @Nullable MaintenanceStatus status,
            @Nullable Instant scheduledFor,
            @Nullable Instant scheduledUntil) {}

    @POST
    @RolesAllowed(Roles.OPERATOR)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "announceMaintenance", summary = "Announce a maintenance")
    @APIResponse(
            responseCode = "201",
            description = "Announced; Location shows it",
            content = @Content(schema = @Schema(implementation = Maintenance.class)))
    @APIResponse(responseCode = "400", description = "The request is wrong, or names a component that is not declared")
    public Response announce(Announcement asked, @Context SecurityContext caller) {
        Maintenance announced = maintenances.announce(
                asked.name(),
                asked.components(),
                asked.scheduledFor(),
                asked.scheduledUntil(),
                asked.body(),
                Author.of(caller));
        return Response.created(URI.create("/maintenances/" + announced.id()))
                .entity(announced)
                .build();
    }

    @GET
    @RolesAllowed(Roles.VIEWER)
    @Operation(operationId = "listMaintenances", summary = "All that are not over, and the newest others")
    public List<Maintenance> list() {
        return store.recent();
    }

    @GET
    @Path("{id}")
    @RolesAllowed(Roles.VIEWER)
    @Operation(operationId = "showMaintenance", summary = "One maintenance")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = Maintenance.class)))
    @APIResponse(responseCode = "404", description = "No such maintenance")
    public Maintenance show(@PathParam("id") String id) {
        return store.find(id).orElseThrow(() -> Maintenances.unknown(id));
    }

    @POST
    @Path("{id}/updates")
    @RolesAllowed(Roles.OPERATOR)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "updateMaintenance", summary = "Say something, begin, verify or end it, or move it")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = Maintenance.class)))
    @APIResponse(responseCode = "404", description = "No such maintenance")
    @APIResponse(responseCode = "409", description = "It does not go back")
    public Maintenance say(@PathParam("id") String id, Word word, @Context SecurityContext caller) {
        return maintenances.say(
                id, word.body(), word.status(), word.scheduledFor(), word.scheduledUntil(), Author.of(caller));
    }

    @DELETE
    @Path("{id}")
    @RolesAllowed(Roles.OPERATOR)
    @Operation(operationId = "withdrawMaintenance", summary = "Take it back before it begins")
    @APIResponse(responseCode = "204", description = "Gone from the page")
    @APIResponse(responseCode = "404", description = "No such maintenance")
    @APIResponse(responseCode = "409", description = "It has begun")
    public void withdraw(@PathParam("id") String id) {
        maintenances.withdraw(id);
    }
}
