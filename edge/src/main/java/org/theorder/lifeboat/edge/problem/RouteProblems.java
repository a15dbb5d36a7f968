package org.theorder.lifeboat.edge.problem;

import io.quarkus.oidc.OIDCException;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.security.AuthenticationException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.quarkus.vertx.http.runtime.RouteConstants;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Errors before and beside the resources: refused by the security policy, unknown path, body too large. */
@Singleton
public final class RouteProblems {
    // after authentication and authorisation (-200, -100), before the handler that answers 413 without a word (-2)
    private static final int BEFORE_BODY_LIMIT = -50;

    // the resources come a little after the default routes
    private static final int AFTER_RESOURCES = RouteConstants.ROUTE_ORDER_AFTER_DEFAULT + 10_000;

    private final ErrorLog errors;
    private final long largestBody;

    RouteProblems(ErrorLog errors, @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize largestBody) {
        this.errors = errors;
        this.largestBody = largestBody.asLongValue();
    }

    void install(@Observes Router router) {
        router.route().order(BEFORE_BODY_LIMIT).handler(this::limitBody);
        router.route().order(AFTER_RESOURCES).handler(this::unknownPath);
        router.route().order(AFTER_RESOURCES).failureHandler(this::failed);
    }

    /** Answers with the problem that stands for this HTTP status, and ends the response. */
    public static void send(RoutingContext context, int status) {
        send(context, problem(status, context));
    }

    private static void send(RoutingContext context, Problem problem) {
        HttpServerResponse response = context.response();
        if (response.ended()) {
            return;
        }
        if (response.headWritten()) {
            response.end();
            return;
        }
        response.setStatusCode(problem.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(Buffer.buffer(problem.json()));
    }

    private void limitBody(RoutingContext context) {
        String length = context.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null && length.length() < 19 && Long.parseLong(length) > largestBody) {
            // the rest of the body is not worth reading
            context.response().putHeader(HttpHeaders.CONNECTION, "close");
            send(context, 413);
        } else {
            context.next();
        }
    }

    private void unknownPath(RoutingContext context) {
        send(context, 404);
    }

    private void failed(RoutingContext context) {
        Throwable failure = context.failure();
        int status = context.statusCode();
        switch (failure) {
            case null -> send(context, status);
            case ForbiddenException forbidden -> send(context, 403);
            case OIDCException unreachable ->
                send(
                        context,
                        errors.passing(Problem.of(
                                503,
                                "The identity provider cannot be asked about this token now; those of the tokens file work on.",
                                context.normalizedPath())));
            case RejectedExecutionException overloaded -> send(context, 503);
            // the challenge of a failed login, and connections that are gone, are Quarkus' business
            case AuthenticationException login -> context.next();
            case UnauthorizedException login -> context.next();
            case IOException gone -> context.next();
            default ->
                send(
                        context,
                        status >= 400 && status < 500
                                ? problem(status, context)
                                : errors.internal(failure, context.normalizedPath()));
        }
    }

    private static Problem problem(int status, RoutingContext context) {
        return Problem.of(status, ProblemMappers.detail(status, context.normalizedPath()), context.normalizedPath());
    }
}
