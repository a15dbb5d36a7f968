package org.theorder.lifeboat.edge.access;

import io.quarkus.security.identity.request.BaseAuthenticationRequest;

/** A caller whose token or session has been found valid. */
final class RecognisedRequest extends BaseAuthenticationRequest {
    private final Role role;

    RecognisedRequest(Role role) {
        this.role = role;
    }

    Role role() {
        return role;
    }
}
