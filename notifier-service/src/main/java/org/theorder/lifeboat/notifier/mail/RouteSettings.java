package org.theorder.lifeboat.notifier.mail;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithParentName;
import java.util.Map;
import java.util.Set;
import org.theorder.lifeboat.events.Team;

/**
 * {@code lifeboat.notifier.routes.<rule>}: the teams that are told when this rule fires, for example {@code
 * lifeboat.notifier.routes.service-down=database,infrastructure}. Without an entry it is the team that the incident names.
 */
@ConfigMapping(prefix = "lifeboat.notifier.routes")
public interface RouteSettings {
    @WithParentName
    Map<String, Set<Team>> routes();
}
