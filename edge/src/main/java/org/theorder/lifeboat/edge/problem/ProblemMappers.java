package org.theorder.lifeboat.edge.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.JsonFault;
import org.theorder.lifeboat.events.LifeboatException;

/** The one place where exceptions of resources are caught. */
final class ProblemMappers {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemMappers.class);
    private static final String RETRY_AFTER_SECONDS = "5";

    private final ErrorLog errors;

    private final CurrentVertxRequest current;

    ProblemMappers(ErrorLog errors, CurrentVertxRequest current) {
        this.errors = errors;
        this.current = current;
    }

    @ServerExceptionMapper
    Response lifeboat(LifeboatException error, UriInfo uri) {
        Problem problem = Problem.of(error, uri.getPath());
        if (error.code() == ErrorCode.INTERNAL) {
            return answer(errors.internal(error, uri.getPath()));
        }
        if (error instanceof BodyIncomplete incomplete) {
            return answer(problem.withField(incomplete.fault().field()));
        }
        return answer(
                switch (problem.status()) {
                    case 500 -> errors.logged(problem, error);
                    case 503 -> errors.passing(problem);
                    default -> problem;
                });
    }

    /** Thrown by the reader of a body whose JSON has the wrong shape. */
    @ServerExceptionMapper
    Response wrongShape(MismatchedInputException error, UriInfo uri) {
        return answer(unreadable(error, uri));
    }

    @ServerExceptionMapper
    Response refused(WebApplicationException error, UriInfo uri) {
        JsonProcessingException json = cause(error, JsonProcessingException.class);
        if (json != null) {
            return answer(unreadable(json, uri));
        }
        int status = error.getResponse().getStatus();
        if (status < 400) {
            return error.getResponse(); // a redirect, or 304
        }
        if (status == 500) {
            return answer(errors.internal(error, uri.getPath()));
        }
        LifeboatException reason = cause(error, LifeboatException.class);
        Problem problem = Problem.of(
                status, reason == null ? detail(status, uri.getPath()) : reason.explanation(), uri.getPath());
        Response.ResponseBuilder answer = Response.fromResponse(answer(problem));
        String allowed = error.getResponse().getHeaderString(HttpHeaders.ALLOW);
        return allowed == null
                ? answer.build()
                : answer.header(HttpHeaders.ALLOW, allowed).build();
    }

    @ServerExceptionMapper
    Response anonymous(UnauthorizedException error, UriInfo uri) {
        return unauthorized(uri);
    }

    @ServerExceptionMapper
    Response notRecognised(AuthenticationFailedException error, UriInfo uri) {
        return unauthorized(uri);
    }

    @ServerExceptionMapper
    Response forbidden(ForbiddenException error, UriInfo uri) {
        return answer(Problem.of(403, detail(403, uri.getPath()), uri.getPath()));
    }

    @ServerExceptionMapper
    Response internal(Throwable error, UriInfo uri) {
        if (current.getCurrent().response().ended()) {
            // the server has refused the rest of a body that is too large, or the caller has gone
            LOG.debug("request ended before it was carried out path={}", uri.getPath(), error);
            return Response.status(400).build();
        }
        return answer(errors.internal(error, uri.getPath()));
    }

    static String detail(int status, String path) {
        return switch (status) {
            case 400 -> "The request to " + path + " cannot be understood; /q/openapi describes what can.";
            case 401 -> "This needs a token: send it as 'Authorization: Bearer <token>', or sign in at /sign-in.";
            case 403 ->
                "The token is known, but its role does not allow this: reading needs viewer, changing operator.";
            case 404 -> "There is nothing at " + path + "; /q/openapi lists what there is.";
            case 405 -> path + " does not have this method; /q/openapi lists those it has.";
            case 406 -> path + " cannot answer in the media type that was asked for; try 'Accept: */*'.";
            case 413 -> "The body of the request is larger than this service accepts.";
            case 415 -> path + " does not read this media type; try 'Content-Type: application/json'.";
            default -> "The request to " + path + " was not carried out.";
        };
    }

    private static Response unauthorized(UriInfo uri) {
        return Response.fromResponse(answer(Problem.of(401, detail(401, uri.getPath()), uri.getPath())))
                .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
                .build();
    }

    private static Problem unreadable(JsonProcessingException error, UriInfo uri) {
        JsonFault fault = JsonFault.of(error);
        return Problem.of(400, "The body is not what is expected here: " + fault.explanation(), uri.getPath())
                .withField(fault.field());
    }

    private static Response answer(Problem problem) {
        Response.ResponseBuilder answer =
                Response.status(problem.status()).type(Problem.MEDIA_TYPE).entity(problem.json());
        return problem.status() == 503
                ? answer.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS).build()
                : answer.build();
    }

    private static <T extends Throwable> @Nullable T cause(Throwable error, Class<T> type) {
        for (Throwable cause = error.getCause(); cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }
}
