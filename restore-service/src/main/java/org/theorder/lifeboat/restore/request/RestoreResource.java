package org.theorder.lifeboat.restore.request;

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
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.net.URI;
import java.security.Principal;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.edge.Roles;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RestoreId;
import org.theorder.lifeboat.events.RestoreRequested;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.restore.run.Cancellation;
import org.theorder.lifeboat.restore.run.Forecast;
import org.theorder.lifeboat.restore.run.Restore;
import org.theorder.lifeboat.restore.run.RestoreStore;
import org.theorder.lifeboat.restore.run.RestoreWorker;
import org.theorder.lifeboat.restore.run.Restorers;

/** Restores over HTTP. */
@Path("/restores")
@Tag(name = "restores")
@RunOnVirtualThread
public class RestoreResource {
    private static final int MOST = 500;

    private final Database database;
    private final RestoreStore store;
    private final RestoreWorker worker;
    private final Cancellation cancellation;
    private final Forecast forecast;
    private final Restorers restorers;
    private final Clock clock;

    RestoreResource(
            Database database,
            RestoreStore store,
            RestoreWorker worker,
            Cancellation cancellation,
            Forecast forecast,
            Restorers restorers,
            Clock clock) {
        this.database = database;
        this.store = store;
        this.worker = worker;
        this.cancellation = cancellation;
        this.forecast = forecast;
        this.restorers = restorers;
        this.clock = clock;
    }

    @POST
    @RolesAllowed(Roles.OPERATOR)
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Ask for a restore",
            description =
                    "The same request with the same restoreId again is the same restore. The target directory must lie"
                            + " below an allowed one and be absent or empty, unless 'over' is the name of the cluster"
                            + " that it holds. With 'kubernetes' it lies in a volume, below /restore, and a Job fills it.")
    @APIResponse(
            responseCode = "202",
            description = "Recorded; Location shows it",
            content = @Content(schema = @Schema(implementation = RestoreView.class)))
    @APIResponse(responseCode = "400", description = "The request is wrong")
    @APIResponse(responseCode = "409", description = "Another restore has this id")
    public Response request(@Nullable RestoreRequested request) {
        if (request == null) {
            throw new LifeboatException(
                    ErrorCode.REQUEST_INVALID,
                    "the body is empty: send the restore as JSON, as restore-requested has it");
        }
        restorers.of(request).check(request);
        database.doInTransaction(tx -> {
            store.record(tx, request, clock.instant());
            tx.afterCommit(worker::wake);
        });
        return Response.accepted(shown(request.restoreId()))
                .location(URI.create("/restores/" + request.restoreId()))
                .build();
    }

    @GET
    @RolesAllowed(Roles.VIEWER)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "The newest restores")
    public List<RestoreView> list(
            @Parameter(description = "at most so many, up to 500") @QueryParam("limit") @DefaultValue("50") int limit) {
        if (limit < 1 || limit > MOST) {
            throw new LifeboatException(ErrorCode.REQUEST_INVALID, "limit is from 1 to " + MOST);
        }
        return store.newest(limit).stream()
                .map(each -> RestoreView.of(each, forecast))
                .toList();
    }

    @GET
    @Path("/{id}")
    @RolesAllowed(Roles.VIEWER)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "One restore, with phase, progress and outcome")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = RestoreView.class)))
    @APIResponse(responseCode = "404", description = "No such restore")
    public RestoreView show(@PathParam("id") RestoreId id) {
        return shown(id);
    }

    @POST
    @Path("/{id}/cancellation")
    @RolesAllowed(Roles.OPERATOR)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "cancelRestore",
            summary = "End a restore that waits or runs",
            description =
                    "One that waits is CANCELLED at once, one that runs within a second or two, and what it had written is"
                            + " removed. One that was cut short ends when its turn comes again. One that is verified"
                            + " already, or is over, stays what it is: look at the state.")
    @APIResponse(responseCode = "200", description = "As it is now; ask again for its end")
    @APIResponse(responseCode = "404", description = "No such restore")
    public RestoreView cancel(@PathParam("id") RestoreId id, @Context SecurityContext caller) {
        RestoreId known = find(id).request().restoreId();
        cancellation.of(
                known,
                Optional.ofNullable(caller.getUserPrincipal())
                        .map(Principal::getName)
                        .orElse("REST"));
        return shown(known);
    }

    @GET
    @Path("/{id}/progress")
    @RolesAllowed(Roles.VIEWER)
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Operation(summary = "One restore as it goes on: an event per change, ending with the outcome")
    public void progress(@PathParam("id") RestoreId id, @Context SseEventSink sink, @Context Sse sse) {
        new ProgressStream(store, forecast, id, sink, sse).run(find(id));
    }

    private RestoreView shown(RestoreId id) {
        return RestoreView.of(find(id), forecast);
    }

    private Restore find(RestoreId id) {
        return store.find(id)
                .orElseThrow(() -> new LifeboatException(ErrorCode.NOT_FOUND, "there is no restore " + id));
    }
}
