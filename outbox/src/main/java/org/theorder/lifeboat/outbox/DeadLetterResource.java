package org.theorder.lifeboat.outbox;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** Dead letters for people. */
@Path("/dead-letters")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "Dead letters", description = "Events that this service could not read or handle")
public class DeadLetterResource {
    private static final int MOST = 1_000;

    private final InboxStore store;
    private final InboxWorker worker;

    DeadLetterResource(InboxStore store, InboxWorker worker) {
        this.store = store;
        this.worker = worker;
    }

    @GET
    @RolesAllowed("viewer")
    @Operation(operationId = "listDeadLetters", summary = "Dead letters, the newest first")
    public List<DeadLetter> list(
            @Parameter(description = "How many at most, up to 1000") @QueryParam("limit") @DefaultValue("100")
                    int limit) {
        return store.deadLetters(Math.clamp(limit, 1, MOST));
    }

    @POST
    @Path("/{id}/replay")
    @RolesAllowed("operator")
    @Operation(
            operationId = "replayDeadLetter",
            summary = "Handle a dead letter once more",
            description =
                    "It is handled soon, before later events about the same subject; if that fails again it returns.")
    @APIResponse(responseCode = "202", description = "It will be handled")
    @APIResponse(responseCode = "404", description = "There is no such dead letter (any more)")
    public Response replay(@PathParam("id") long id) {
        if (!store.replay(id)) {
            throw new LifeboatException(
                    ErrorCode.NOT_FOUND, "there is no dead letter " + id + " (any more); GET /dead-letters lists them");
        }
        worker.wake();
        return Response.accepted().build();
    }
}
