package org.theorder.lifeboat.notifier.subscriber;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirements;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** How subscribers leave: with the button of the page, or with one click in their mail program (RFC 8058). */
@Path("/unsubscribe/{token}")
@PermitAll
@RunOnVirtualThread
@SecurityRequirements
@Produces(MediaType.TEXT_HTML)
@Tag(name = "Subscribing", description = "For people, without a token")
public class UnsubscribeResource {
    private final Subscriptions subscriptions;
    private final SubscriptionPages pages;

    UnsubscribeResource(Subscriptions subscriptions, SubscriptionPages pages) {
        this.subscriptions = subscriptions;
        this.pages = pages;
    }

    @GET
    @Operation(operationId = "unsubscribePage", summary = "The page with the button that unsubscribes; changes nothing")
    @APIResponse(responseCode = "200", description = "Whose subscription would end")
    @APIResponse(responseCode = "404", description = "The link is not valid any more")
    public Response ask(@PathParam("token") String token) {
        return subscriptions
                .subscribed(new Token(token))
                .map(subscriber -> pages.notice(
                        Response.Status.OK,
                        NoticeView.unsubscribe(subscriber.wish().address().masked(), "/unsubscribe/" + token)))
                .orElseGet(() -> pages.notice(Response.Status.NOT_FOUND, NoticeView.linkIsOver()));
    }

    @POST
    @Operation(
            operationId = "unsubscribe",
            summary = "Ends the subscription and deletes the address",
            description = "Whatever the body is: the button sends none, mail programs List-Unsubscribe=One-Click.")
    @APIResponse(responseCode = "200", description = "It has ended")
    @APIResponse(responseCode = "404", description = "The link is not valid any more")
    public Response unsubscribe(@PathParam("token") String token) {
        return subscriptions.unsubscribe(new Token(token))
                ? pages.notice(Response.Status.OK, NoticeView.unsubscribed())
                : pages.notice(Response.Status.NOT_FOUND, NoticeView.linkIsOver());
    }
}
