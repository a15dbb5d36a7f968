package org.theorder.lifeboat.notifier.incident;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.net.URI;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.edge.Roles;
import org.theorder.lifeboat.events.Impact;
import org.theorder.lifeboat.events.IncidentId;
import org.theorder.lifeboat.events.IncidentStatus;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.events.Team;
import org.theorder.lifeboat.notifier.wording.Author;

/** What people write about incidents; everybody reads it on the page. */
@Path("/") // as the page of an incident, which is another resource with the same beginning
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.OPERATOR)
@RunOnVirtualThread
@Tag(name = "Incidents", description = "Incidents that people open, and their words about all of them")
public class IncidentResource {
    private final OperatorWords words;

    IncidentResource(OperatorWords words) {
        this.words = words;
    }

    /**
     * @param title one line
     * @param component the id of a component of the page
     * @param body what is known
     * @param status investigating unless it is said
     * @param severity warning unless it is said; critical pages
     * @param team infrastructure unless it is said
     */
    public record NewIncident(
            @Schema(examples = "Orders are slow") String title,
            @Schema(examples = "shop") String component,
            String body,
            Impact impact,
            @Nullable IncidentStatus status,
            @Nullable Severity severity,
            @Nullable Team team) {}

    /**
     * @param status null leaves it as it is
     * @param impact null leaves it as it is
     */
    public record Word(
            String body,
            @Nullable IncidentStatus status,
            @Nullable Impact impact) {}

    @POST
    @Path("incidents")
    @Operation(operationId = "openIncident", summary = "Open an incident")
    @APIResponse(
            responseCode = "201",
            description = "On the page; Location shows it",
            content = @Content(schema = @Schema(implementation = RecordedIncident.class)))
    @APIResponse(responseCode = "400", description = "The request is wrong, or names a component that is not declared")
    public Response open(NewIncident asked, @Context SecurityContext caller) {
        RecordedIncident opened = words.open(
                asked.title(),
                asked.component(),
                asked.body(),
                asked.impact(),
                asked.status() == null ? IncidentStatus.INVESTIGATING : asked.status(),
                asked.severity() == null ? Severity.WARNING : asked.severity(),
                asked.team() == null ? Team.INFRASTRUCTURE : asked.team(),
                Author.of(caller));
        return Response.created(URI.create("/incidents/" + opened.id()))
                .entity(opened)
                .build();
    }

    @POST
    @Path("incidents/{id}/updates")
    @Operation(
            operationId = "updateIncident",
            summary = "Say something about an incident",
            description =
                    "An incident that monitor-service opened is resolved by monitor-service alone. What it came from is said with the status `postmortem` once it is resolved.")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = RecordedIncident.class)))
    @APIResponse(responseCode = "404", description = "No such incident")
    @APIResponse(
            responseCode = "409",
            description = "It is resolved, or not a person's to resolve, or a postmortem comes before its end")
    public RecordedIncident say(@PathParam("id") String id, Word word, @Context SecurityContext caller) {
        return words.say(new IncidentId(id), word.body(), word.status(), word.impact(), Author.of(caller));
    }
}
