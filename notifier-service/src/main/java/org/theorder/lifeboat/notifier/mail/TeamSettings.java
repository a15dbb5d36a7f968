package org.theorder.lifeboat.notifier.mail;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;

/** {@code lifeboat.notifier.teams.*}: the addresses of each team. */
@ConfigMapping(prefix = "lifeboat.notifier.teams")
public interface TeamSettings {
    @WithDefault("database-team@the-order.org")
    List<String> database();

    @WithDefault("infra-team@the-order.org")
    List<String> infrastructure();

    @WithDefault("security@the-order.org")
    List<String> security();
}
