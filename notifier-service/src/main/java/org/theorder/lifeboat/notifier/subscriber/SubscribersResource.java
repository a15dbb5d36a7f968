package org.theorder.lifeboat.notifier.subscriber;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.theorder.lifeboat.edge.Roles;

/** The subscribers, for operators. */
@Path("/subscribers")
@RunOnVirtualThread
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Subscribers", description = "Readers of the page who asked to be told")
public class SubscribersResource {
    private static final int MOST = 10_000;

    private final Subscriptions subscriptions;
    private final SecurityIdentity caller;

    SubscribersResource(Subscriptions subscriptions, SecurityIdentity caller) {
        this.subscriptions = subscriptions;
        this.caller = caller;
    }

    @GET
    @RolesAllowed(Roles.VIEWER)
    @Operation(
            operationId = "listSubscribers",
            summary = "Those who confirmed, in order of id",
            description = "An operator gets whole addresses, and so exports them; a viewer gets them masked.")
    public List<SubscriberEntry> list(
            @Parameter(description = "Only those with a higher id: the last one of the answer before")
                    @QueryParam("after")
                    @DefaultValue("0")
                    long after,
            @Parameter(description = "How many at most, up to 10000") @QueryParam("limit") @DefaultValue("100")
                    int limit) {
        boolean masked = !caller.hasRole(Roles.OPERATOR);
        return subscriptions.list(after, Math.clamp(limit, 1, MOST)).stream()
                .map(subscriber -> SubscriberEntry.of(subscriber, masked))
                .toList();
    }

    @DELETE
    @Path("{id}")
    @RolesAllowed(Roles.OPERATOR)
    @Operation(
            operationId = "removeSubscriber",
            summary = "Ends a subscription and deletes the address",
            description = "Only a hash stays for a while, so that the address is not asked again and again.")
    public Response remove(@PathParam("id") long id) {
        subscriptions.remove(id);
        return Response.noContent().build();
    }
}
