package org.theorder.lifeboat.edge.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.EventJson;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * An error as RFC 9457 wants it told.
 *
 * @param type stable name of the error, {@code urn:lifeboat:problem:<slug>}; the slugs are those of {@link ErrorCode}
 *     and {@code unauthorized}, {@code forbidden}, {@code method-not-allowed}, {@code not-acceptable}, {@code
 *     payload-too-large}, {@code unsupported-media-type}, {@code too-many-requests}, {@code unavailable}, {@code http-<status>} for the rest
 * @param title the type in words
 * @param status the HTTP status
 * @param detail what happened, to what, and what to do
 * @param instance the path that was asked for
 * @param field the field of the request that is wrong, for example {@code place.port}; null if none is
 * @param reference finds this error in the service's log; null if it was not logged
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        String instance,
        @Nullable String field,
        @Nullable String reference) {
    /** The media type of a problem, RFC 9457 section 6.1. */
    public static final String MEDIA_TYPE = "application/problem+json";

    private static final String TYPE_PREFIX = "urn:lifeboat:problem:";

    private static final Map<Integer, String> SLUGS = Map.ofEntries(
            Map.entry(400, ErrorCode.REQUEST_INVALID.slug()),
            Map.entry(401, "unauthorized"),
            Map.entry(403, "forbidden"),
            Map.entry(404, ErrorCode.NOT_FOUND.slug()),
            Map.entry(405, "method-not-allowed"),
            Map.entry(406, "not-acceptable"),
            Map.entry(413, "payload-too-large"),
            Map.entry(415, "unsupported-media-type"),
            Map.entry(429, "too-many-requests"),
            Map.entry(500, ErrorCode.INTERNAL.slug()),
            Map.entry(503, "unavailable"));

    /** What a Lifeboat error looks like from outside. */
    public static Problem of(LifeboatException error, String instance) {
        ErrorCode code = error.code();
        return of(code.slug(), status(code), error.explanation(), instance);
    }

    /** An error that HTTP itself has a status for. */
    public static Problem of(int status, String detail, String instance) {
        return of(SLUGS.getOrDefault(status, "http-" + status), status, detail, instance);
    }

    private static Problem of(String slug, int status, String detail, String instance) {
        String title = slug.substring(0, 1).toUpperCase(Locale.ROOT)
                + slug.substring(1).replace('-', ' ');
        return new Problem(TYPE_PREFIX + slug, title, status, detail, instance, null, null);
    }

    static int status(ErrorCode code) {
        if (code == ErrorCode.NOT_FOUND) {
            return 404;
        }
        return switch (code.kind()) {
            case INVALID -> 400;
            case CONFLICT -> 409;
            case TRANSIENT, STORAGE -> 503;
            case CORRUPT, INTERNAL, UNKNOWN_RESULT -> 500;
        };
    }

    Problem withField(@Nullable String name) {
        return new Problem(type, title, status, detail, instance, name, reference);
    }

    Problem withReference(String id) {
        return new Problem(type, title, status, detail, instance, field, id);
    }

    /** The body of the response. */
    public byte[] json() {
        return EventJson.write(this);
    }
}
