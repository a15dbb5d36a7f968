package org.theorder.lifeboat.backup.schedule;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** {@code lifeboat.schedule.*}: how the schedule is kept; when backups are due is a setting of each cluster. */
@ConfigMapping(prefix = "lifeboat.schedule")
public interface ScheduleConfiguration {
    /** How soon another replica goes on with the schedule when the one that leads it has died. */
    @WithDefault("5s")
    Duration lease();
}
