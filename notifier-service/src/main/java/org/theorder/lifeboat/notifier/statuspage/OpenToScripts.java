package org.theorder.lifeboat.notifier.statuspage;

import jakarta.ws.rs.core.Response;

/** Lets scripts of any website read an answer. */
public final class OpenToScripts {
    static final String ANY_ORIGIN = "*";

    private OpenToScripts() {}

    public static Response of(Response answer) {
        return Response.fromResponse(answer)
                .header("Access-Control-Allow-Origin", ANY_ORIGIN)
                .header("Access-Control-Expose-Headers", "ETag")
                // they may embed it too, not only fetch it
                .header("Cross-Origin-Resource-Policy", "cross-origin")
                .build();
    }
}
