package org.theorder.lifeboat.monitor.incident;

import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.Optional;
import org.theorder.lifeboat.events.Fact;
import org.theorder.lifeboat.events.IncidentId;
import org.theorder.lifeboat.monitor.probe.Configured;

/** Where a person takes an incident; for the team, as all facts. */
@ApplicationScoped
@Startup // so that a wrong configuration is refused at start, not at the first use
class IncidentPages {
    private final Optional<URI> base;

    /** @throws org.theorder.lifeboat.events.LifeboatException CONFIGURATION_INVALID naming the key */
    IncidentPages(IncidentConfiguration configuration) {
        base = configuration.url().map(url -> Configured.url("lifeboat.monitor.incidents.url", url));
    }

    Optional<Fact> of(IncidentId id) {
        return base.map(url -> url.resolve("overview/incidents/" + id + "/acknowledgement"))
                .map(page -> new Fact("page", page.toString()));
    }
}
