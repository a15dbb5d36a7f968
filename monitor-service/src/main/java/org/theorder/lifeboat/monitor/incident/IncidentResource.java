package org.theorder.lifeboat.monitor.incident;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.edge.Roles;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.IncidentId;
import org.theorder.lifeboat.events.LifeboatException;

/** Incidents, for people and tools. */
@Path("/incidents")
@Tag(name = "incidents")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.VIEWER)
@RunOnVirtualThread
public class IncidentResource {
    private static final int MOST = 200;

    private final IncidentStore store;
    private final Incidents incidents;

    IncidentResource(IncidentStore store, Incidents incidents) {
        this.store = store;
        this.incidents = incidents;
    }

    /**
     * An incident and all that was said about it.
     *
     * @param timeline oldest first
     */
    public record IncidentWithTimeline(Incident incident, List<IncidentEntry> timeline) {}

    /** @param by the person who takes the incident */
    public record Acknowledgement(
            @Schema(examples = "anna", maxLength = ByHand.LONGEST_NAME) @Nullable
            String by) {}

    /**
     * Something that a person says.
     *
     * @param by who, for the team only
     * @param text for public pages and mails
     */
    public record Statement(
            @Schema(examples = "anna", maxLength = ByHand.LONGEST_NAME) @Nullable
            String by,

            @Schema(examples = "A disk was replaced.", maxLength = ByHand.LONGEST_TEXT) @Nullable
            String text) {}

    @GET
    @Operation(
            summary = "Incidents, newest first; all open ones, or at most 200 of the others",
            description = "The next page begins before the last id of this one.")
    @APIResponse(responseCode = "200")
    @APIResponse(responseCode = "404", description = "there is no incident to begin before")
    public List<Incident> incidents(
            @Parameter(description = "open, resolved or all") @QueryParam("state") @DefaultValue("all") String state,
            @Parameter(
                            description =
                                    "Only those that were opened before the incident with this id; not with state=open")
                    @QueryParam("before")
                    @Nullable
                    String before) {
        @Nullable IncidentId end = before == null ? null : known(before);
        return switch (state) {
            case "open" -> store.open();
            case "resolved" -> store.newest(true, end, MOST);
            case "all" -> store.newest(false, end, MOST);
            default ->
                throw new LifeboatException(
                        ErrorCode.REQUEST_INVALID, "the query parameter state must be open, resolved or all");
        };
    }

    private IncidentId known(String id) {
        IncidentId asked = new IncidentId(id);
        return store.find(asked).orElseThrow(() -> Incidents.unknown(asked)).id();
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "One incident with its timeline")
    @APIResponse(responseCode = "200")
    @APIResponse(responseCode = "404", description = "no such incident")
    public IncidentWithTimeline incident(@PathParam("id") String id) {
        IncidentId known = new IncidentId(id);
        Incident incident = store.find(known).orElseThrow(() -> Incidents.unknown(known));
        return new IncidentWithTimeline(incident, store.timeline(known));
    }

    @POST
    @Path("/{id}/acknowledgement")
    @RolesAllowed(Roles.OPERATOR)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "A person takes the incident; saying it twice changes nothing")
    @APIResponse(responseCode = "200")
    @APIResponse(responseCode = "404", description = "no such incident")
    @APIResponse(responseCode = "409", description = "resolved already")
    public Incident acknowledge(@PathParam("id") String id, @Nullable Acknowledgement acknowledgement) {
        IncidentId known = new IncidentId(id);
        return incidents.acknowledge(
                known, ByHand.person(acknowledgement == null ? null : acknowledgement.by(), "who takes the incident"));
    }

    @POST
    @Path("/{id}/comments")
    @RolesAllowed(Roles.OPERATOR)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "A person tells people something about the incident",
            description = "The text ends up on public pages and in mails, the name does not.")
    @APIResponse(responseCode = "200")
    @APIResponse(responseCode = "404", description = "no such incident")
    public Incident comment(@PathParam("id") String id, @Nullable Statement comment) {
        Statement given = comment == null ? new Statement(null, null) : comment;
        return incidents.comment(
                new IncidentId(id), ByHand.person(given.by(), "who says it"), ByHand.text(given.text()));
    }

    @POST
    @Path("/{id}/resolution")
    @RolesAllowed(Roles.OPERATOR)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "A person says that it is over",
            description = "If its cause is still there, it is told again when it gets worse or comes back.")
    @APIResponse(responseCode = "200")
    @APIResponse(responseCode = "404", description = "no such incident")
    @APIResponse(responseCode = "409", description = "resolved already")
    public Incident resolve(@PathParam("id") String id, @Nullable Statement resolution) {
        Statement given = resolution == null ? new Statement(null, null) : resolution;
        return incidents.resolve(
                new IncidentId(id), ByHand.person(given.by(), "who says it"), ByHand.text(given.text()));
    }
}
