package org.theorder.lifeboat.monitor.maintenance;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.edge.Roles;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.monitor.incident.ByHand;

/** Windows in which incidents disturb nobody. */
@Path("/maintenance")
@Tag(name = "maintenance")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.VIEWER)
@RunOnVirtualThread
public class MaintenanceResource {
    private static final Duration LONGEST = Duration.ofDays(14);

    private final MaintenanceStore store;
    private final Clock clock;

    MaintenanceResource(MaintenanceStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * What is to be worked on, and when; exactly one of {@code subjects}, {@code cluster} and {@code component}.
     *
     * @param beginsAt now, if it is missing
     */
    public record Plan(
            @Schema(examples = "shop-api*") @Nullable String subjects,
            @Schema(examples = "shop") @Nullable String cluster,
            @Schema(examples = "Shop database") @Nullable String component,
            @Nullable Instant beginsAt,
            @Nullable Instant endsAt,
            @Schema(examples = "new disks") @Nullable String reason,
            @Schema(examples = "anna") @Nullable String by) {}

    @GET
    @Operation(summary = "Windows that are not over, the next first")
    public List<Window> windows() {
        return store.from(clock.instant());
    }

    @POST
    @RolesAllowed(Roles.OPERATOR)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Declares a window",
            description =
                    "Incidents that open in it are shown and disturb nobody until it ends; a failed or overdue backup and"
                            + " a missed RPO always do.")
    @APIResponse(responseCode = "200")
    public Window declare(@Nullable Plan plan) {
        if (plan == null
                || Stream.of(plan.subjects(), plan.cluster(), plan.component())
                                .filter(Objects::nonNull)
                                .count()
                        != 1) {
            throw invalid("one of subjects, cluster and component must say what is worked on");
        }
        Instant now = clock.instant();
        Instant begins = plan.beginsAt() == null ? now : plan.beginsAt();
        Instant ends = plan.endsAt();
        if (ends == null || !ends.isAfter(begins) || !ends.isAfter(now) || ends.isAfter(begins.plus(LONGEST))) {
            throw invalid("endsAt must lie behind beginsAt and now, by at most " + LONGEST.toDays() + " days");
        }
        Window window = new Window(
                UUID.randomUUID().toString(),
                plan.subjects(),
                plan.cluster(),
                plan.component(),
                begins,
                ends,
                ByHand.text(plan.reason()),
                ByHand.person(plan.by(), "who works on it"));
        store.insert(window);
        return window;
    }

    @DELETE
    @Path("/{id}")
    @RolesAllowed(Roles.OPERATOR)
    @Operation(summary = "Ends a window now: what is still open in it is told")
    @APIResponse(responseCode = "204")
    @APIResponse(responseCode = "404", description = "no such window, or it is over")
    public void end(@PathParam("id") String id) {
        if (!store.end(id, clock.instant())) {
            throw new LifeboatException(
                    ErrorCode.NOT_FOUND, "there is no such maintenance, or it is over; GET /maintenance lists them");
        }
    }

    private static LifeboatException invalid(String problem) {
        return new LifeboatException(ErrorCode.REQUEST_INVALID, problem);
    }
}
