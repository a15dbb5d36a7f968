package org.theorder.lifeboat.edge.access;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.HttpSecurityPolicy;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import org.theorder.lifeboat.edge.Roles;

/**
 * Applied to every request before anything else sees it: reading needs a viewer and everything else an operator,
 * unless the path is open to all. So a resource that forgets {@code @RolesAllowed} is not open by accident.
 */
@Singleton
final class LockedByDefault implements HttpSecurityPolicy {
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    private final OpenPaths open;

    LockedByDefault(AccessConfiguration configuration) {
        open = OpenPaths.of(configuration.publicPaths().orElse(List.of()));
    }

    @Override
    public Uni<CheckResult> checkPermission(
            RoutingContext request, Uni<SecurityIdentity> identity, AuthorizationRequestContext context) {
        String method = request.request().method().name();
        if (open.allow(method, request.normalizedPath())) {
            return CheckResult.permit();
        }
        String role = READING.contains(method) ? Roles.VIEWER : Roles.OPERATOR;
        return identity.map(caller -> caller.hasRole(role) ? CheckResult.PERMIT : CheckResult.DENY);
    }
}
