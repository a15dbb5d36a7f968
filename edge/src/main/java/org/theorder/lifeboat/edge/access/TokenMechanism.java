package org.theorder.lifeboat.edge.access;

import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import org.theorder.lifeboat.edge.problem.RouteProblems;

/**
 * Recognises a caller by {@code Authorization: Bearer <token>}, or by the session cookie if it reads or a page of this service
 * asks. What it does not recognise it leaves to OIDC, and if that is off the caller is nobody.
 */
@Singleton
final class TokenMechanism implements HttpAuthenticationMechanism {
    private static final String SCHEME = "Bearer ";
    private static final int BEFORE_OIDC = DEFAULT_PRIORITY + 1000;

    private final TokenFile tokens;
    private final Clock clock;

    TokenMechanism(TokenFile tokens, Clock clock) {
        this.tokens = tokens;
        this.clock = clock;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager identities) {
        return role(context.request())
                .map(role -> identities.authenticate(new RecognisedRequest(role)))
                .orElseGet(() -> Uni.createFrom().nullItem());
    }

    private Optional<Role> role(HttpServerRequest request) {
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (authorization != null) {
            return authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                    ? tokens.current()
                            .find(authorization.substring(SCHEME.length()).strip())
                            .map(Tokens.Entry::role)
                    : Optional.empty();
        }
        // a browser attaches cookies to requests that other sites make it send, too
        Cookie cookie = reads(request) || SameOrigin.sent(request) ? request.getCookie(Session.COOKIE) : null;
        return cookie == null ? Optional.empty() : Session.role(cookie.getValue(), tokens.current(), clock.instant());
    }

    private static boolean reads(HttpServerRequest request) {
        return HttpMethod.GET.equals(request.method()) || HttpMethod.HEAD.equals(request.method());
    }

    @Override
    public Uni<Boolean> sendChallenge(RoutingContext context) {
        if (!context.response().headWritten()) {
            if (isBrowser(context.request())) {
                String next = URLEncoder.encode(context.request().uri(), StandardCharsets.UTF_8);
                context.response()
                        .setStatusCode(303)
                        .putHeader(HttpHeaders.LOCATION, "/sign-in?next=" + next)
                        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                        .end();
            } else {
                context.response().putHeader("WWW-Authenticate", "Bearer");
                RouteProblems.send(context, 401);
            }
        }
        return Uni.createFrom().item(true);
    }

    private static boolean isBrowser(HttpServerRequest request) {
        String accept = request.getHeader(HttpHeaders.ACCEPT);
        return request.getHeader(HttpHeaders.AUTHORIZATION) == null && accept != null && accept.contains("text/html");
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        return Uni.createFrom().item(new ChallengeData(401, "WWW-Authenticate", "Bearer"));
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return Set.of(RecognisedRequest.class);
    }

    @Override
    public int getPriority() {
        return BEFORE_OIDC;
    }
}
