package org.theorder.lifeboat.monitor.overview;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.theorder.lifeboat.edge.Roles;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.events.IncidentId;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.monitor.incident.ByHand;
import org.theorder.lifeboat.monitor.incident.IncidentEntry;
import org.theorder.lifeboat.monitor.incident.Incidents;
import org.theorder.lifeboat.monitor.work.RestoreService;
import org.theorder.lifeboat.monitor.work.RestoreService.Answer;
import org.theorder.lifeboat.monitor.work.RestoreService.Window;
import org.theorder.lifeboat.monitor.work.WorkRequests;

/** What operators ask for from the overview: each a form of its own, and back to the overview when it was understood. */
@Path("/overview")
@Tag(name = "overview")
@RolesAllowed(Roles.VIEWER)
@Produces(OverviewResource.HTML)
@RunOnVirtualThread
public class ActionResource {
    private final WorkRequests requests;
    private final RestoreService restoreService;
    private final Incidents incidents;
    private final SecurityIdentity caller;
    private final Clock clock;

    ActionResource(
            WorkRequests requests,
            RestoreService restoreService,
            Incidents incidents,
            SecurityIdentity caller,
            Clock clock) {
        this.requests = requests;
        this.restoreService = restoreService;
        this.incidents = incidents;
        this.caller = caller;
        this.clock = clock;
    }

    @GET
    @Path("/clusters/{name}/backup")
    @Operation(summary = "The form that asks for a backup")
    public Response backup(@PathParam("name") ClusterName name) {
        requests.cluster(name);
        return backup(Response.Status.OK, name, BackupForm.empty(UUID.randomUUID()), Troubles.NONE);
    }

    @POST
    @Path("/clusters/{name}/backup")
    @RolesAllowed(Roles.OPERATOR)
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(summary = "Asks for a backup; the same form twice is one request")
    public Response askForBackup(@PathParam("name") ClusterName name, @BeanParam BackupForm form) {
        BackupKind kind = form.kind().equals(BackupKind.FULL.wireName()) ? BackupKind.FULL : BackupKind.INCREMENTAL;
        return acted(
                () -> requests.backup(
                        UUID.fromString(form.request()), name, kind, ByHand.person(form.by(), "who asks")),
                "work-title",
                (status, troubles) -> backup(status, name, form, troubles));
    }

    private Response backup(Response.Status status, ClusterName name, BackupForm form, Troubles troubles) {
        return PageFrame.page(
                status,
                Templates.backup(name.value(), form, troubles, frame("clusters/" + name + "/backup"))
                        .render());
    }

    @GET
    @Path("/clusters/{name}/restore")
    @Operation(summary = "The form that asks for a restore, with what can be restored now")
    public Response restore(@PathParam("name") ClusterName name) {
        requests.cluster(name);
        return restore(
                Response.Status.OK,
                name,
                RestoreForm.empty(UUID.randomUUID()),
                restoreService.windows(name),
                Troubles.NONE);
    }

    @POST
    @Path("/clusters/{name}/restore")
    @RolesAllowed(Roles.OPERATOR)
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(summary = "Asks for a restore; the same form twice is one request")
    public Response askForRestore(@PathParam("name") ClusterName name, @BeanParam RestoreForm form) {
        Answer<List<Window>> windows = restoreService.windows(name);
        List<Window> known = windows instanceof Answer.Told<List<Window>> told ? told.value() : List.of();
        return switch (form.read(name, known)) {
            case RestoreForm.Read.Wrong wrong ->
                restore(Response.Status.BAD_REQUEST, name, form, windows, wrong.troubles());
            case RestoreForm.Read.Sound sound ->
                acted(
                        () -> requests.restore(
                                sound.request(), sound.purpose(), form.by().strip()),
                        "work-title",
                        (status, troubles) -> restore(status, name, form, windows, troubles));
        };
    }

    private Response restore(
            Response.Status status,
            ClusterName name,
            RestoreForm form,
            Answer<List<Window>> windows,
            Troubles troubles) {
        Windows shown = Windows.of(windows, clock.instant());
        return PageFrame.page(
                status,
                Templates.restore(name.value(), form, shown, troubles, frame("clusters/" + name + "/restore"))
                        .render());
    }

    @GET
    @Path("/incidents/{id}/acknowledgement")
    @Operation(summary = "The form that takes an incident")
    public Response acknowledgement(@PathParam("id") String id) {
        return acknowledgement(Response.Status.OK, new IncidentId(id), "", Troubles.NONE);
    }

    @POST
    @Path("/incidents/{id}/acknowledgement")
    @RolesAllowed(Roles.OPERATOR)
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(summary = "Takes an incident; saying it twice changes nothing")
    public Response acknowledge(@PathParam("id") String id, @FormParam("by") @DefaultValue("") String by) {
        IncidentId known = new IncidentId(id);
        return acted(
                () -> incidents.acknowledge(known, ByHand.person(by, "who takes the incident")),
                "incidents-title",
                (status, troubles) -> acknowledgement(status, known, by, troubles));
    }

    private Response acknowledgement(Response.Status status, IncidentId id, String by, Troubles troubles) {
        Incident incident = incidents.open().stream()
                .filter(open -> open.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new LifeboatException(
                        ErrorCode.NOT_FOUND,
                        "no incident " + id + " is open; GET /incidents/" + id + " tells its end"));
        List<IncidentEntry> timeline = incidents.timelines(List.of(incident)).getOrDefault(id, List.of());
        Overview.IncidentCard card = new OverviewBuilder(clock.instant()).card(incident, timeline);
        return PageFrame.page(
                status,
                Templates.acknowledgement(card, by, troubles, frame("incidents/" + id + "/acknowledgement"))
                        .render());
    }

    private interface Refusal {
        Response page(Response.Status status, Troubles troubles);
    }

    /** Does it, and goes back to the overview; or shows the form again with what was wrong. */
    private static Response acted(Runnable deed, String place, Refusal refusal) {
        try {
            deed.run();
            return Response.seeOther(URI.create("/overview#" + place)).build();
        } catch (IllegalArgumentException e) {
            return refusal.page(
                    Response.Status.BAD_REQUEST, Troubles.of("send", "The form is damaged. Please open it again."));
        } catch (LifeboatException e) {
            return switch (e.code().kind()) {
                case INVALID -> refusal.page(Response.Status.BAD_REQUEST, Troubles.of("by", e.explanation()));
                case CONFLICT -> refusal.page(Response.Status.CONFLICT, Troubles.of("send", e.explanation()));
                case TRANSIENT, STORAGE, CORRUPT, INTERNAL, UNKNOWN_RESULT ->
                    refusal.page(
                            Response.Status.SERVICE_UNAVAILABLE,
                            Troubles.of("send", "This could not be written down. Please send it again."));
            };
        }
    }

    private PageFrame frame(String path) {
        return new PageFrame("/overview/" + path, caller.hasRole(Roles.OPERATOR), false);
    }
}
