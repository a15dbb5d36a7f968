package org.theorder.lifeboat.edge.access;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Says whether anybody can come in. Never down: a service that nobody may command still backs up, measures and
 * notifies, and restarting it would not bring the tokens back.
 */
@Readiness
final class TokensReadiness implements HealthCheck {
    private final TokenFile tokens;

    TokensReadiness(TokenFile tokens) {
        this.tokens = tokens;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("tokens")
                .up()
                .withData("state", tokens.trouble().orElse("valid tokens are known"))
                .build();
    }
}
