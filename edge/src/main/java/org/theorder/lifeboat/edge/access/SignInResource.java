package org.theorder.lifeboat.edge.access;

import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.NewCookie.SameSite;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets a browser in: a token typed once becomes a session cookie that can do what the token can. */
@Path("/")
public final class SignInResource {
    private static final Logger LOG = LoggerFactory.getLogger(SignInResource.class);
    private static final String HTML = MediaType.TEXT_HTML + ";charset=UTF-8";

    // a path of this service: not //host and not /\host, which browsers take for another host, and no control
    // characters
    private static final Pattern LOCAL = Pattern.compile("/(?![/\\\\])[\\x21-\\x7e&&[^\\\\]]{0,1000}");

    private final AccessConfiguration configuration;
    private final TokenFile tokens;
    private final WrongTries wrongTries;
    private final Clock clock;
    private final SecurityIdentity identity;

    SignInResource(
            AccessConfiguration configuration,
            TokenFile tokens,
            WrongTries wrongTries,
            Clock clock,
            SecurityIdentity identity) {
        this.configuration = configuration;
        this.tokens = tokens;
        this.wrongTries = wrongTries;
        this.clock = clock;
        this.identity = identity;
    }

    @GET
    @Path("sign-in")
    @Produces(HTML)
    @Operation(hidden = true)
    public Response form(@QueryParam("next") @DefaultValue("/") String next) {
        return page(Response.Status.OK, next, null);
    }

    @POST
    @Path("sign-in")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Produces(HTML)
    @Operation(hidden = true)
    public Response signIn(
            @FormParam("token") @DefaultValue("") String token,
            @FormParam("next") @DefaultValue("/") String next,
            @HeaderParam("Sec-Fetch-Site") @Nullable String fetchSite,
            @Context HttpServerRequest request) {
        if ("cross-site".equals(fetchSite)) {
            return page(Response.Status.FORBIDDEN, next, "That form was on another site. Please use this one.");
        }
        String address = request.remoteAddress().hostAddress();
        if (wrongTries.exhausted(address)) {
            return page(Response.Status.TOO_MANY_REQUESTS, next, "Too many wrong tokens. Please wait a minute.");
        }
        Optional<Tokens.Entry> entry = tokens.current().find(token.strip());
        if (entry.isEmpty()) {
            wrongTries.record(address);
            LOG.warn("sign-in refused address={}", address);
            String trouble = tokens.trouble().isPresent()
                    ? "No token is valid at the moment; the log of this service says why."
                    : "This token is not valid.";
            return page(Response.Status.UNAUTHORIZED, next, trouble);
        }
        LOG.info("signed in role={} address={}", entry.get().role().wireName(), address);
        String session = Session.begin(entry.get(), clock.instant(), configuration.session());
        return redirect(local(next), cookie(session, configuration.session(), request.isSSL()));
    }

    @POST
    @Path("sign-out")
    @Operation(hidden = true)
    public Response signOut(@Context HttpServerRequest request) {
        return redirect("/sign-in", cookie("", Duration.ZERO, request.isSSL()));
    }

    private Response page(Response.Status status, String next, @Nullable String trouble) {
        Response.ResponseBuilder page = Response.status(status)
                .entity(SignInPage.html(local(next), trouble, !identity.isAnonymous()))
                .header("Content-Security-Policy", SignInPage.CONTENT_SECURITY_POLICY);
        return status == Response.Status.TOO_MANY_REQUESTS
                ? page.header(HttpHeaders.RETRY_AFTER, "60").build()
                : page.build();
    }

    private static Response redirect(String path, NewCookie cookie) {
        return Response.status(Response.Status.SEE_OTHER)
                .header(HttpHeaders.LOCATION, path)
                .cookie(cookie)
                .build();
    }

    private static NewCookie cookie(String value, Duration length, boolean secure) {
        return new NewCookie.Builder(Session.COOKIE)
                .value(value)
                .path("/")
                .maxAge(Math.toIntExact(length.toSeconds()))
                .httpOnly(true)
                .secure(secure)
                .sameSite(SameSite.STRICT)
                .build();
    }

    static String local(String next) {
        return LOCAL.matcher(next).matches() ? next : "/";
    }
}
