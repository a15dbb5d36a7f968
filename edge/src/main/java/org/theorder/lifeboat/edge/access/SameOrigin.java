package org.theorder.lifeboat.edge.access;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * Whether a page of this very service made the browser send a request. Browsers say so themselves, and no page can change
 * what they say: {@code Origin} (Fetch standard, section 3.2) goes with every request that may change something, and {@code
 * Sec-Fetch-Site} (W3C Fetch Metadata) beside it where the connection can be trusted. Another port of the same host is
 * another origin, although cookies and {@code SameSite} do not tell ports apart.
 */
final class SameOrigin {
    private SameOrigin() {}

    static boolean sent(HttpServerRequest request) {
        @Nullable String site = request.getHeader("Sec-Fetch-Site");
        return (site == null || site.equals("same-origin"))
                && request.authority() != null
                && (request.scheme() + "://" + request.authority()).equals(request.getHeader(HttpHeaders.ORIGIN));
    }
}
