package org.theorder.lifeboat.monitor.overview;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.theorder.lifeboat.edge.Roles;

/** The operators' page; complete without JavaScript. */
@Path("/overview")
@Tag(name = "overview")
@RolesAllowed(Roles.VIEWER)
@RunOnVirtualThread
public class OverviewResource {
    static final String HTML = MediaType.TEXT_HTML + ";charset=UTF-8";

    private final OverviewPages pages;
    private final SecurityIdentity caller;

    OverviewResource(OverviewPages pages, SecurityIdentity caller) {
        this.pages = pages;
        this.caller = caller;
    }

    @GET
    @Produces(HTML)
    @Operation(summary = "Are we safe right now, and could we recover? For people, as HTML")
    public Response overview(@QueryParam("refresh") @DefaultValue("on") String refresh) {
        OverviewParts parts = pages.current();
        PageFrame frame = new PageFrame("/overview", caller.hasRole(Roles.OPERATOR), !"off".equals(refresh));
        return PageFrame.page(
                Response.Status.OK, Templates.overview(parts, frame).render());
    }

    @GET
    @Path("/live")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Operation(summary = "The overview as it changes: server-sent events with the parts of the page that are new")
    public void live(@Context SseEventSink sink, @Context Sse sse) {
        new LiveOverview(pages, sink, sse).run();
    }
}
