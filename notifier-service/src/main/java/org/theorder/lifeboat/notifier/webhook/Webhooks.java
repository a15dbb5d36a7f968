package org.theorder.lifeboat.notifier.webhook;

import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** All recipients that are declared; checked at start. */
@Startup
@ApplicationScoped
class Webhooks {
    private final Map<String, Webhook> byName = new TreeMap<>();

    Webhooks(WebhookSettings settings) {
        settings.webhooks().forEach((name, declared) -> byName.put(name, Webhook.of(name, declared)));
    }

    Collection<Webhook> all() {
        return byName.values();
    }

    Optional<Webhook> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }
}
