package org.theorder.lifeboat.monitor.alertmanager;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.edge.Roles;

/** Takes alerts: from Prometheus as if we were its Alertmanager, and from an Alertmanager as a webhook. */
@Path("/")
@Tag(name = "alerts")
@RolesAllowed(Roles.OPERATOR)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class AlertResource {
    private final Alerts alerts;

    AlertResource(Alerts alerts) {
        this.alerts = alerts;
    }

    /** What Alertmanager's webhook sends, version 4. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Notification(
            @Nullable String version, @Nullable List<Alert> alerts) {}

    @POST
    @Path("/api/v2/alerts")
    @Operation(
            summary = "Alerts as Prometheus sends them to an Alertmanager",
            description =
                    "In Prometheus: alerting.alertmanagers with this service as target, api_version v2 and the operator's"
                            + " token. Each set of labels is one incident, until the alert ends or is not sent again.")
    @APIResponse(responseCode = "204")
    public void alerts(@Nullable List<Alert> sent) {
        alerts.take(sent == null ? List.of() : sent);
    }

    @POST
    @Path("/alertmanager")
    @Operation(summary = "A notification of Alertmanager's webhook, version 4")
    @APIResponse(responseCode = "204")
    public void notification(@Nullable Notification notification) {
        alerts.take(notification == null || notification.alerts() == null ? List.of() : notification.alerts());
    }
}
