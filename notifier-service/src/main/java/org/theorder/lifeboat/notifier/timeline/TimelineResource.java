package org.theorder.lifeboat.notifier.timeline;

import io.smallrye.common.annotation.NonBlocking;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirements;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.notifier.page.Pages;

/** Timelines that can be checked: {@code ./lifeboat verify-timeline}. */
@Path("/api/v2")
@PermitAll
@NonBlocking
@SecurityRequirements
@Tag(name = "Timelines", description = "What was said about an incident, hash-chained and signed with Ed25519")
public class TimelineResource {
    private final Pages pages;

    TimelineResource(Pages pages) {
        this.pages = pages;
    }

    @GET
    @Path("incidents/{id}/timeline.jsonl")
    @Operation(operationId = "timeline", summary = "One entry per line: its text and the signature of that text")
    @APIResponse(responseCode = "200", description = "Oldest first; each entry holds the SHA-256 of the one before")
    @APIResponse(responseCode = "404", description = "There is no such incident, or no key to sign with")
    public Response timeline(
            @PathParam("id") String id,
            @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Parameter(hidden = true) @Nullable String known) {
        return pages.answer(TimelineRenderer.path(id), known);
    }

    @GET
    @Path("timeline-key.pem")
    @Operation(operationId = "timelineKey", summary = "The public key of the signatures")
    @APIResponse(responseCode = "200", description = "Keep it: who changes a timeline can change this answer too")
    public Response key(@HeaderParam(HttpHeaders.IF_NONE_MATCH) @Parameter(hidden = true) @Nullable String known) {
        return pages.answer(TimelineRenderer.KEY, known);
    }
}
