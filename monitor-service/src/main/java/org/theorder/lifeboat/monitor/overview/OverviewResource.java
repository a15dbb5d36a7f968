package org.theorder.lifeboat.monitor.overview;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.theorder.lifeboat.edge.Roles;
import org.theorder.lifeboat.events.Incident;
import org.theorder.lifeboat.monitor.check.CheckStore;
import org.theorder.lifeboat.monitor.cluster.Clusters;
import org.theorder.lifeboat.monitor.incident.Incidents;

/** The operators' page; complete without JavaScript. */
@Path("/overview")
@Tag(name = "overview")
@RolesAllowed(Roles.VIEWER)
@RunOnVirtualThread
public class OverviewResource {
    private static final InlineAsset STYLE = InlineAsset.read("overview.css");
    private static final InlineAsset SCRIPT = InlineAsset.read("overview.js");
    private static final String CONTENT_SECURITY_POLICY = "default-src 'none'; style-src " + STYLE.source()
            + "; script-src " + SCRIPT.source()
            + "; img-src data:; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

    private final Clusters clusters;
    private final CheckStore checks;
    private final Incidents incidents;
    private final Clock clock;

    OverviewResource(Clusters clusters, CheckStore checks, Incidents incidents, Clock clock) {
        this.clusters = clusters;
        this.checks = checks;
        this.incidents = incidents;
        this.clock = clock;
    }

    @CheckedTemplate
    static class Templates {
        private Templates() {}

        static native TemplateInstance overview(Overview page, String style, String script);
    }

    @GET
    @Produces(MediaType.TEXT_HTML + ";charset=UTF-8")
    @Operation(summary = "Are we safe right now, and could we recover? For people, as HTML")
    public Response overview(@QueryParam("refresh") @DefaultValue("on") String refresh) {
        Instant now = clock.instant();
        List<Incident> open = incidents.open();
        Overview page = new OverviewBuilder(now)
                .build(
                        new OverviewBuilder.Known(
                                clusters.all(),
                                checks.all(),
                                open,
                                incidents.timelines(open),
                                incidents.clustersDown(),
                                checks.lastEvaluation().orElse(null)),
                        !"off".equals(refresh));
        return Response.ok(Templates.overview(page, STYLE.text(), SCRIPT.text()).render())
                .header("Content-Security-Policy", CONTENT_SECURITY_POLICY)
                .build();
    }
}
