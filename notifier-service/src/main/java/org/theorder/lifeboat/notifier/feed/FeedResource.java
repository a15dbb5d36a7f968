package org.theorder.lifeboat.notifier.feed;

import io.smallrye.common.annotation.NonBlocking;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirements;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.notifier.page.Pages;

/** News for feed readers and calendars, of any origin. */
@Path("/")
@PermitAll
@NonBlocking
@SecurityRequirements
@Tag(name = "Feeds", description = "Incidents and maintenances for feed readers and calendars")
public class FeedResource {
    private final Pages pages;

    FeedResource(Pages pages) {
        this.pages = pages;
    }

    @GET
    @Path("history.rss")
    @Operation(operationId = "rss", summary = "RSS 2.0")
    public Response rss(@HeaderParam(HttpHeaders.IF_NONE_MATCH) @Parameter(hidden = true) @Nullable String known) {
        return answer(FeedRenderer.RSS, known);
    }

    @GET
    @Path("history.atom")
    @Operation(operationId = "atom", summary = "Atom, RFC 4287")
    public Response atom(@HeaderParam(HttpHeaders.IF_NONE_MATCH) @Parameter(hidden = true) @Nullable String known) {
        return answer(FeedRenderer.ATOM, known);
    }

    @GET
    @Path("feed.json")
    @Operation(operationId = "jsonFeed", summary = "JSON Feed 1.1")
    public Response json(@HeaderParam(HttpHeaders.IF_NONE_MATCH) @Parameter(hidden = true) @Nullable String known) {
        return answer(FeedRenderer.JSON_FEED, known);
    }

    @GET
    @Path("maintenance.ics")
    @Operation(operationId = "calendar", summary = "Maintenances as iCalendar, RFC 5545")
    public Response calendar(@HeaderParam(HttpHeaders.IF_NONE_MATCH) @Parameter(hidden = true) @Nullable String known) {
        return answer(FeedRenderer.CALENDAR, known);
    }

    private Response answer(String path, @Nullable String known) {
        return pages.answer(path, known);
    }
}
