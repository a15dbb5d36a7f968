package org.theorder.lifeboat.edge.access;

import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;

/** Who somebody with a static token is: the role is also the name. */
@Singleton
final class TokenIdentityProvider implements IdentityProvider<RecognisedRequest> {
    @Override
    public Class<RecognisedRequest> getRequestType() {
        return RecognisedRequest.class;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RecognisedRequest request, AuthenticationRequestContext context) {
        String role = request.role().wireName();
        return Uni.createFrom()
                .item(QuarkusSecurityIdentity.builder()
                        .setPrincipal(new QuarkusPrincipal(role))
                        .addRole(role)
                        .build());
    }
}
