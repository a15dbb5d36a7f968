package org.theorder.lifeboat.notifier.subscriber;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.ZoneId;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirements;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.notifier.wording.ReaderZone;
import org.theorder.lifeboat.notifier.wording.Times;

/** How readers of the page subscribe. A GET changes nothing: scanners of mail open every link. */
@Path("/subscribe")
@PermitAll
@RunOnVirtualThread
@SecurityRequirements
@Produces(MediaType.TEXT_HTML)
@Tag(name = "Subscribing", description = "For people, without a token")
public class SubscriptionResource {
    private static final String RETRY_AFTER = "3600";
    private static final int LONGEST_SHOWN = 200;

    private final Subscriptions subscriptions;
    private final SubscriptionPages pages;
    private final ClientLimit limit;
    private final Names names;
    private final SubscriberSettings settings;

    SubscriptionResource(
            Subscriptions subscriptions,
            SubscriptionPages pages,
            ClientLimit limit,
            Names names,
            SubscriberSettings settings) {
        this.subscriptions = subscriptions;
        this.pages = pages;
        this.limit = limit;
        this.names = names;
        this.settings = settings;
    }

    @GET
    @Operation(operationId = "subscribeForm", summary = "The form to subscribe by mail or webhook")
    public Response form() {
        return pages.form(Response.Status.OK, FormView.of(null, "", names.all(), Set.of(), ""));
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(
            operationId = "subscribe",
            summary = "Asks an address whether it wants to be told",
            description = "The answer does not depend on whether the address is subscribed already.")
    @APIResponse(responseCode = "200", description = "The address is asked, unless that was done too often")
    @APIResponse(responseCode = "400", description = "The form again, with what is wrong")
    @APIResponse(responseCode = "429", description = "Too many forms from this client")
    public Response ask(
            @FormParam("to") @DefaultValue("") String to,
            @FormParam("component") @Nullable List<String> components,
            @FormParam("zone") @DefaultValue("") String zone,
            @Context HttpServerRequest request) {
        List<String> chosen = components == null ? List.of() : List.copyOf(components);
        if (!limit.allows(request.remoteAddress().hostAddress())) {
            Response again = again(
                    Response.Status.TOO_MANY_REQUESTS,
                    "That was too often. Please try again in an hour.",
                    to,
                    chosen,
                    zone);
            return Response.fromResponse(again)
                    .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER)
                    .build();
        }
        try {
            Wish wish = wish(to, chosen, zone);
            subscriptions.ask(wish);
            String validFor = Times.length(settings.confirmWithin());
            return pages.notice(
                    Response.Status.OK,
                    switch (wish.address().way()) {
                        case MAIL -> NoticeView.checkYourMail(validFor);
                        case WEBHOOK -> NoticeView.checkYourWebhook(validFor);
                    });
        } catch (LifeboatException e) {
            if (e.code() != ErrorCode.REQUEST_INVALID) {
                throw e;
            }
            return again(Response.Status.BAD_REQUEST, e.explanation(), to, chosen, zone);
        }
    }

    @GET
    @Path("confirm/{token}")
    @Operation(operationId = "confirmPage", summary = "The page with the button that confirms")
    @APIResponse(responseCode = "200", description = "What is to be confirmed")
    @APIResponse(responseCode = "404", description = "The link is not valid any more")
    public Response confirmation(@PathParam("token") String token) {
        return subscriptions
                .asked(new Token(token))
                .map(asked -> pages.notice(
                        Response.Status.OK,
                        NoticeView.confirm(
                                asked.wish().address().masked(),
                                names.of(asked.wish().components()),
                                "/subscribe/confirm/" + token)))
                .orElseGet(() -> pages.notice(Response.Status.NOT_FOUND, NoticeView.linkIsOver()));
    }

    @POST
    @Path("confirm/{token}")
    @Operation(operationId = "confirm", summary = "Begins the subscription")
    @APIResponse(responseCode = "200", description = "It has begun")
    @APIResponse(responseCode = "404", description = "The link is not valid any more")
    public Response confirm(@PathParam("token") String token) {
        return subscriptions
                .confirm(new Token(token))
                .map(confirmed -> pages.notice(
                        Response.Status.OK,
                        NoticeView.confirmed(
                                confirmed.wish().address().masked(),
                                names.of(confirmed.wish().components()),
                                shown(confirmed.secret()))))
                .orElseGet(() -> pages.notice(Response.Status.NOT_FOUND, NoticeView.linkIsOver()));
    }

    private Wish wish(String to, List<String> components, String zone) {
        for (String component : components) {
            if (!names.has(component)) {
                throw new LifeboatException(
                        ErrorCode.REQUEST_INVALID, "One of the components is not on the page any more.");
            }
        }
        String chosen = zone.isEmpty() ? ReaderZone.UTC.zone().getId() : zone;
        if (!FormView.offers(chosen)) {
            throw new LifeboatException(ErrorCode.REQUEST_INVALID, "Please choose one of the time zones.");
        }
        return new Wish(Address.parse(to), components, ZoneId.of(chosen));
    }

    private Response again(Response.Status status, String fault, String to, List<String> components, String zone) {
        String typed = to.length() > LONGEST_SHOWN ? "" : to;
        return pages.form(status, FormView.of(fault, typed, names.all(), Set.copyOf(components), zone));
    }

    private static @Nullable String shown(byte @Nullable [] secret) {
        return secret == null ? null : "whsec_" + Base64.getEncoder().encodeToString(secret);
    }
}
