package org.theorder.lifeboat.backup.run;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.edge.Roles;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** Backups that were asked for, over REST. */
@Path("/backups")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "Backups", description = "Backups that exist, and backups that were asked for")
public class BackupResource {
    private static final Logger LOG = LoggerFactory.getLogger(BackupResource.class);
    private static final int MOST = 1_000;
    private static final Duration EVENT_INTERVAL = Duration.ofMillis(500);

    private final BackupJobs jobs;
    private final BackupJobStore store;
    private final BackupWorker worker;

    BackupResource(BackupJobs jobs, BackupJobStore store, BackupWorker worker) {
        this.jobs = jobs;
        this.store = store;
        this.worker = worker;
    }

    @GET
    @RolesAllowed(Roles.VIEWER)
    @Operation(operationId = "listBackupRequests", summary = "Backups that were asked for, the newest first")
    public List<BackupView> list(
            @Parameter(description = "How many at most, up to 1000") @QueryParam("limit") @DefaultValue("100")
                    int limit) {
        return store.newest(Math.clamp(limit, 1, MOST)).stream()
                .map(job -> BackupView.of(job, worker.progress(job.id())))
                .toList();
    }

    @GET
    @Path("/{id}")
    @RolesAllowed(Roles.VIEWER)
    @Operation(operationId = "getBackupRequest", summary = "One of them, with its progress")
    @APIResponse(responseCode = "404", description = "Nobody asked for it")
    public BackupView get(@PathParam("id") UUID id) {
        return view(id);
    }

    @GET
    @Path("/{id}/progress")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RolesAllowed(Roles.VIEWER)
    @Operation(
            operationId = "followBackupRequest",
            summary = "Its progress as server-sent events",
            description =
                    "One event twice a second, named progress, with the same JSON as GET /backups/{id}; ends after"
                            + " the event that says COMPLETED, FAILED or CANCELLED.")
    @APIResponse(responseCode = "404", description = "Nobody asked for it")
    public void progress(@PathParam("id") UUID id, @Context SseEventSink sink, @Context Sse sse) {
        BackupView view = view(id);
        try (sink) {
            while (!sink.isClosed()) {
                sink.send(sse.newEventBuilder()
                                .name("progress")
                                .mediaType(MediaType.APPLICATION_JSON_TYPE)
                                .data(BackupView.class, view)
                                .build())
                        .toCompletableFuture()
                        .join();
                if (view.state().isOver()) {
                    return;
                }
                Thread.sleep(EVENT_INTERVAL);
                view = view(id);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (CompletionException e) {
            LOG.debug("whoever followed a backup has gone id={}", id, e);
        }
    }

    @POST
    @Path("/{id}/cancellation")
    @RolesAllowed(Roles.OPERATOR)
    @Operation(
            operationId = "cancelBackupRequest",
            summary = "End a backup that waits or runs",
            description =
                    "One that waits is CANCELLED at once, one that runs within a second or two; what it had stored is"
                            + " collected later. A backup that is being committed, or is over, stays what it is: look at the"
                            + " state.")
    @APIResponse(responseCode = "200", description = "As it is now; ask again for its end")
    @APIResponse(responseCode = "404", description = "Nobody asked for it")
    public BackupView cancel(@PathParam("id") UUID id, @Context SecurityContext caller) {
        String who = Optional.ofNullable(caller.getUserPrincipal())
                .map(principal -> "REST: " + principal.getName())
                .orElse("REST");
        BackupJob job = jobs.cancel(id, who);
        return BackupView.of(job, worker.progress(id));
    }

    private BackupView view(UUID id) {
        return store.find(id)
                .map(job -> BackupView.of(job, worker.progress(id)))
                .orElseThrow(() -> new LifeboatException(
                        ErrorCode.NOT_FOUND, "no backup was asked for with id " + id + "; GET /backups lists them"));
    }
}
