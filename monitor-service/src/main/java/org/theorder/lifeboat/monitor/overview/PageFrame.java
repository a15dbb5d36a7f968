package org.theorder.lifeboat.monitor.overview;

import jakarta.ws.rs.core.Response;

/**
 * What all pages have around them: style, script, and the policy that allows nothing else.
 *
 * @param path of the page, to come back to it from the sign-in
 * @param operator whether the reader may ask for something
 * @param live whether the page renews itself
 */
record PageFrame(String path, boolean operator, boolean live) {
    private static final InlineAsset STYLE = InlineAsset.read("overview.css");
    private static final InlineAsset SCRIPT = InlineAsset.read("overview.js");

    // 'self' is for the library that draws charts; the rest is named by its hash
    private static final String CONTENT_SECURITY_POLICY = "default-src 'none'; style-src " + STYLE.source()
            + " 'self'; script-src " + SCRIPT.source()
            + " 'self'; img-src data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    public String style() {
        return STYLE.text();
    }

    public String script() {
        return SCRIPT.text();
    }

    static Response page(Response.Status status, String html) {
        return Response.status(status)
                .entity(html)
                .header("Content-Security-Policy", CONTENT_SECURITY_POLICY)
                .header("Cache-Control", "no-store")
                // with no-referrer a browser would not say that a form is ours
                .header("Referrer-Policy", "same-origin")
                .build();
    }
}
