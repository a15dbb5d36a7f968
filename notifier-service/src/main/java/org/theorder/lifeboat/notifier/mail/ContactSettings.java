package org.theorder.lifeboat.notifier.mail;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code lifeboat.notifier.contacts.<name>.*}: when people want to be left alone with what is not critical. */
@ConfigMapping(prefix = "lifeboat.notifier.contacts")
public interface ContactSettings {
    @WithParentName
    Map<String, Declared> contacts();

    /** One contact. */
    interface Declared {
        /** The mail addresses that this is about. */
        List<String> recipients();

        /** Their time zone, for example {@code Europe/Berlin}. */
        @WithDefault("UTC")
        ZoneId zone();

        /** For example {@code 22:00-07:00}; default: none. */
        Optional<String> quietHours();

        /** When all that is not critical is told, for example {@code 08:00,16:00}; default: at once. */
        Optional<List<LocalTime>> digests();
    }
}
