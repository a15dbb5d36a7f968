package org.theorder.lifeboat.backup.settings;

import io.smallrye.config.ConfigMapping;
import org.theorder.lifeboat.events.LifeboatException;

/** {@code lifeboat.defaults.*}: what holds for every cluster that says nothing else. */
@ConfigMapping(prefix = "lifeboat.defaults")
public interface DefaultSettings extends SettingsKeys {
    /** @throws LifeboatException CONFIGURATION_INVALID naming the key */
    static ClusterSettings checked(DefaultSettings configured) {
        try {
            return SettingsKeys.draft(configured).over(ClusterSettings.DEFAULT);
        } catch (SettingInvalid e) {
            throw e.inConfiguration("lifeboat.defaults");
        }
    }
}
