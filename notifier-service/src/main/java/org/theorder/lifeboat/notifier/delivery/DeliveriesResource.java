package org.theorder.lifeboat.notifier.delivery;

import io.quarkus.arc.All;
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
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
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

    private static final int ON_THE_PAGE = 200;

    private final DeliveryStore store;
    private final Pages pages;
    private final List<String> channels;
    private final Clock clock;

    DeliveriesResource(DeliveryStore store, Pages pages, @All List<Channel> channels, Clock clock) {
        this.store = store;
        this.channels = channels.stream().map(Channel::name).sorted().toList();
        this.pages = pages;
        this.clock = clock;
    }

    @GET
    @Path("page")
    @RolesAllowed(Roles.VIEWER)
    @Produces(MediaType.TEXT_HTML)
    @Operation(operationId = "deliveriesPage", summary = "The newest 200 messages, for people")
    public Response page(
            @Parameter(description = "Only those about this incident") @QueryParam("incident") @Nullable
                    String incident,
            @Parameter(description = "Only those in this state") @QueryParam("state") @Nullable String state,
            @Parameter(description = "Only those over this channel") @QueryParam("channel") @Nullable String channel,
            @Parameter(description = "Only those to this recipient") @QueryParam("recipient") @Nullable
                    String recipient) {
        LedgerFilter filter = new LedgerFilter(incident, state(state), channel, recipient);
        LedgerView view = LedgerView.of(filter, channels, store.ledger(filter, ON_THE_PAGE), clock.instant());
        return pages.forOnce("deliveries", Map.of("ledger", view));
    }

    @GET
    @RolesAllowed(Roles.VIEWER)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "listDeliveries",
            summary = "Messages, newest first",
            description = "A DEAD one reached nobody: lastError says why; tell those people yourself.")
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
            @Parameter(description = "How many at most, up to 1000") @QueryParam("limit") @DefaultValue("100")
                    int limit) {
        return store.ledger(new LedgerFilter(incident, state(state), channel, recipient), Math.clamp(limit, 1, MOST));
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
