package org.theorder.lifeboat.notifier.delivery;

import io.quarkus.arc.All;
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
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.edge.Roles;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.notifier.page.Pages;

/** The ledger of messages. */
@Path("/deliveries")
@RunOnVirtualThread
@Tag(name = "Deliveries", description = "Who was told what, when, and who was not")
public class DeliveriesResource {
    private static final int MOST = 1_000;
    private static final String NEWEST = "9223372036854775807";

    private final DeliveryStore store;
    private final DeadLetters dead;
    private final Pages pages;
    private final List<String> channels;
    private final Clock clock;

    DeliveriesResource(DeliveryStore store, DeadLetters dead, Pages pages, @All List<Channel> channels, Clock clock) {
        this.store = store;
        this.dead = dead;
        this.channels = channels.stream().map(Channel::name).sorted().toList();
        this.pages = pages;
        this.clock = clock;
    }

    @GET
    @Path("page")
    @RolesAllowed(Roles.VIEWER)
    @Produces(MediaType.TEXT_HTML)
    @Operation(operationId = "deliveriesPage", summary = "Messages, newest first, 200 at once, for people")
    public Response page(
            @Parameter(description = "Only those about this incident") @QueryParam("incident") @Nullable
                    String incident,
            @Parameter(description = "Only those in this state") @QueryParam("state") @Nullable String state,
            @Parameter(description = "Only those over this channel") @QueryParam("channel") @Nullable String channel,
            @Parameter(description = "Only those to this recipient") @QueryParam("recipient") @Nullable
                    String recipient,
            @Parameter(description = "Only those with a smaller id") @QueryParam("before") @DefaultValue(NEWEST)
                    long before) {
        LedgerFilter filter = new LedgerFilter(incident, state(state), channel, recipient);
        LedgerView view =
                LedgerView.of(filter, channels, store.ledger(filter, before, LedgerView.MOST), clock.instant());
        return pages.forOnce("deliveries", Map.of("ledger", view));
    }

    @GET
    @RolesAllowed(Roles.VIEWER)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "listDeliveries",
            summary = "Messages, newest first",
            description = "A DEAD one reached nobody: lastError says why. Tell those people yourself, or have it sent"
                    + " again once the reason is gone. The next page begins before the last id of this one.")
    public List<LedgerEntry> list(
            @Parameter(description = "Only those about this incident") @QueryParam("incident") @Nullable
                    String incident,
            @Parameter(
                            description =
                                    "Only those in this state: HELD, DIGESTED, WAITING, SENDING, ACCEPTED, SUPERSEDED, BOUNCED, DEAD")
                    @QueryParam("state")
                    @Nullable
                    String state,
            @Parameter(description = "Only those over this channel: mail, pagerduty, webhook, atlassian")
                    @QueryParam("channel")
                    @Nullable
                    String channel,
            @Parameter(description = "Only those to this recipient") @QueryParam("recipient") @Nullable
                    String recipient,
            @Parameter(description = "Only those with a smaller id") @QueryParam("before") @DefaultValue(NEWEST)
                    long before,
            @Parameter(description = "How many at most, up to 1000") @QueryParam("limit") @DefaultValue("100")
                    int limit) {
        return store.ledger(
                new LedgerFilter(incident, state(state), channel, recipient), before, Math.clamp(limit, 1, MOST));
    }

    /** @param by who asks, for the ledger */
    public record Taking(@Schema(examples = "anna") String by) {}

    @POST
    @Path("{id}/retry")
    @RolesAllowed(Roles.OPERATOR)
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "retryDelivery",
            summary = "Sends a DEAD or BOUNCED message again",
            description = "It is owed as long as from the beginning. A recipient that was sent nothing any more because"
                    + " it was gone, or refused everything, is sent messages again.")
    @APIResponse(responseCode = "200")
    @APIResponse(responseCode = "400", description = "nobody asks")
    @APIResponse(responseCode = "404", description = "no such delivery")
    @APIResponse(
            responseCode = "409",
            description = "neither DEAD nor BOUNCED, or the recipient has got a later message about the incident")
    public LedgerEntry retry(@PathParam("id") long id, Taking asked) {
        return dead.retry(id, asked.by());
    }

    @POST
    @Path("{id}/acknowledge")
    @RolesAllowed(Roles.OPERATOR)
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "acknowledgeDelivery",
            summary = "Somebody has dealt with a DEAD message",
            description = "It stays DEAD, is not counted any more and keeps health DOWN no longer.")
    @APIResponse(responseCode = "200")
    @APIResponse(responseCode = "400", description = "nobody asks")
    @APIResponse(responseCode = "404", description = "no such delivery")
    @APIResponse(responseCode = "409", description = "not DEAD")
    public LedgerEntry acknowledge(@PathParam("id") long id, Taking asked) {
        return dead.acknowledge(id, asked.by());
    }

    private static LedgerEntry.@Nullable State state(@Nullable String name) {
        if (name == null) {
            return null;
        }
        return Arrays.stream(LedgerEntry.State.values())
                .filter(state -> state.name().equals(name.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new LifeboatException(
                        ErrorCode.REQUEST_INVALID,
                        "state is not one of " + Arrays.toString(LedgerEntry.State.values())));
    }
}
