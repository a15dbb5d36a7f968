package org.theorder.lifeboat.restore.drill;

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
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.net.URI;
import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.edge.Roles;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.RestoreId;
import org.theorder.lifeboat.restore.run.Restore;
import org.theorder.lifeboat.restore.run.RestoreOutcome;
import org.theorder.lifeboat.restore.run.RestoreState;
import org.theorder.lifeboat.restore.run.RestoreStore;

/** Drills over HTTP. */
@Path("/drills")
@Tag(name = "drills")
@RunOnVirtualThread
public class DrillResource {
    private final Drills drills;
    private final DrillConfiguration configuration;
    private final RestoreStore store;

    DrillResource(Drills drills, DrillConfiguration configuration, RestoreStore store) {
        this.drills = drills;
        this.configuration = configuration;
        this.store = store;
    }

    /**
     * When drills are due and how the newest ones ended.
     *
     * @param nextAt null if there are none by schedule, because no directory is configured for them
     * @param newest one per cluster
     */
    public record DrillsView(
            String cron, String zone, @Nullable Instant nextAt, List<Newest> newest) {}

    /**
     * The newest drill of a cluster.
     *
     * @param endedAt null while it waits or runs
     * @param restoreTime the measured RTO; null unless it passed
     * @param message why it did not pass; null if it did, or runs
     */
    public record Newest(
            ClusterName cluster,
            RestoreId restoreId,
            RestoreState state,
            boolean escrow,
            @Nullable Instant endedAt,
            @Nullable Duration restoreTime,
            @Nullable String message) {
        static Newest of(Restore restore) {
            return new Newest(
                    restore.request().cluster(),
                    restore.request().restoreId(),
                    restore.state(),
                    restore.escrow(),
                    restore.endedAt(),
                    restore.outcome() instanceof RestoreOutcome.Restored restored ? restored.restoreTime() : null,
                    message(restore.outcome()));
        }

        private static @Nullable String message(@Nullable RestoreOutcome outcome) {
            return switch (outcome) {
                case null -> null;
                case RestoreOutcome.Restored _ -> null;
                case RestoreOutcome.Refused refused -> refused.message();
                case RestoreOutcome.Failed failed -> failed.message();
                case RestoreOutcome.Cancelled cancelled -> "cancelled by " + cancelled.by();
            };
        }
    }

    @GET
    @RolesAllowed(Roles.VIEWER)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "When backups are proven, and how the newest drill of each cluster ended")
    public DrillsView show() {
        return new DrillsView(
                configuration.cron(),
                configuration.zone().getId(),
                drills.next().orElse(null),
                store.newestDrills().stream().map(Newest::of).toList());
    }

    @POST
    @Path("/{cluster}")
    @RolesAllowed(Roles.OPERATOR)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Rehearse a restore of a cluster now",
            description = "Twice within a minute is one drill. Location shows it; drill-completed tells its end.")
    @APIResponse(responseCode = "202", description = "Recorded")
    public Response rehearse(
            @PathParam("cluster") ClusterName cluster,
            @Parameter(description = "read with the escrow identities alone")
                    @QueryParam("escrow")
                    @DefaultValue("false")
                    boolean escrow,
            @Context SecurityContext caller) {
        String who = Optional.ofNullable(caller.getUserPrincipal())
                .map(Principal::getName)
                .orElse("REST");
        RestoreId id = drills.now(escrow ? DrillKind.ESCROW : DrillKind.USUAL, cluster, who);
        return Response.accepted(store.find(id).map(Newest::of).orElseThrow())
                .location(URI.create("/restores/" + id))
                .build();
    }
}
