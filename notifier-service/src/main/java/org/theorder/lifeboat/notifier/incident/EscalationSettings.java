package org.theorder.lifeboat.notifier.incident;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Set;
import org.theorder.lifeboat.events.Team;

/** {@code lifeboat.notifier.escalation.*}: what happens when nobody acknowledges what woke people. */
@ConfigMapping(prefix = "lifeboat.notifier.escalation")
public interface EscalationSettings {
    /** How long one may take to acknowledge. */
    @WithDefault("5m")
    Duration after();

    /** The teams that are mailed then, besides everybody who was told. */
    @WithDefault("database,infrastructure,security")
    Set<Team> teams();
}
