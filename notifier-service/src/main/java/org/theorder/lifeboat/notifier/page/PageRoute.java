package org.theorder.lifeboat.notifier.page;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Set;

/**
 * Answers everything that is published, out of memory and before any filter, so that a crowd costs little; the resources of
 * the same addresses describe them, and say what is wrong with those that are not there. A mistyped address gets the page
 * that says so; without this it would be asked for a token, because everything that is not public is locked. Nothing is
 * opened by that, since only what exists nowhere is answered.
 */
@Singleton
final class PageRoute {
    // before authentication (-200)
    private static final int BEFORE_AUTHENTICATION = -300;

    private static final int OK = 200;
    private static final int NOT_MODIFIED = 304;
    private static final int NOT_FOUND = 404;

    /** The first parts of all paths that this service has; a test compares them with its OpenAPI. */
    private static final Set<String> KNOWN = Set.of(
            "",
            "api",
            "dead-letters",
            "deliveries",
            "epoch.json",
            "feed.json",
            "history",
            "history.atom",
            "history.rss",
            "incidents",
            "livez",
            "maintenance.ics",
            "maintenances",
            "promotions",
            "q",
            "readyz",
            "sign-in",
            "sign-out",
            "status.txt",
            "strict",
            "subscribe",
            "subscribers",
            "unsubscribe");

    private final Pages pages;

    PageRoute(Pages pages) {
        this.pages = pages;
    }

    void install(@Observes Router router) {
        router.route().order(BEFORE_AUTHENTICATION).handler(this::answer);
    }

    private void answer(RoutingContext context) {
        HttpMethod method = context.request().method();
        if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
            context.next();
            return;
        }
        String path = context.normalizedPath();
        Document document = pages.document(path);
        if (document != null) {
            String known = context.request().getHeader(HttpHeaders.IF_NONE_MATCH);
            send(context, known != null && document.matches(known) ? NOT_MODIFIED : OK, document);
        } else if (KNOWN.contains(firstPart(path))) {
            context.next();
        } else {
            send(context, NOT_FOUND, pages.notFoundPage());
        }
    }

    private void send(RoutingContext context, int status, Document document) {
        HttpServerResponse response = context.response().setStatusCode(status);
        pages.headers(document).forEach(response::putHeader);
        if (status == NOT_MODIFIED) {
            response.end();
        } else if (context.request().method().equals(HttpMethod.HEAD)) {
            response.putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(document.content().length))
                    .end();
        } else {
            response.end(Buffer.buffer(document.content()));
        }
    }

    private static String firstPart(String path) {
        int end = path.indexOf('/', 1);
        return end < 0 ? path.substring(1) : path.substring(1, end);
    }
}
