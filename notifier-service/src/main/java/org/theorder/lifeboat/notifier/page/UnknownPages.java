package org.theorder.lifeboat.notifier.page;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Set;

/**
 * A mistyped address gets the page that says so. Without this it would be asked for a token, because everything that is
 * not public is locked; nothing is opened by it, since only what exists nowhere is answered here.
 */
@Singleton
final class UnknownPages {
    // before authentication (-200)
    private static final int BEFORE_AUTHENTICATION = -300;

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

    UnknownPages(Pages pages) {
        this.pages = pages;
    }

    void install(@Observes Router router) {
        router.route().order(BEFORE_AUTHENTICATION).handler(this::answer);
    }

    private void answer(RoutingContext context) {
        HttpMethod method = context.request().method();
        boolean reading = method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
        if (!reading || KNOWN.contains(firstPart(context.normalizedPath()))) {
            context.next();
            return;
        }
        var answer = pages.notFound();
        context.response().setStatusCode(answer.getStatus());
        answer.getStringHeaders().forEach((name, values) -> context.response().putHeader(name, values.getFirst()));
        if (method.equals(HttpMethod.HEAD)) {
            context.response().end();
        } else {
            context.response().end(io.vertx.core.buffer.Buffer.buffer((byte[]) answer.getEntity()));
        }
    }

    private static String firstPart(String path) {
        int end = path.indexOf('/', 1);
        return end < 0 ? path.substring(1) : path.substring(1, end);
    }
}
