package org.theorder.lifeboat.notifier.component;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.util.Map;
import java.util.Optional;

/** {@code lifeboat.notifier.components.<id>.*}: what the status page is about. */
@ConfigMapping(prefix = "lifeboat.notifier.components")
public interface ComponentSettings {
    @WithParentName
    Map<String, Declared> components();

    /** One component. */
    interface Declared {
        /** For people, for example {@code Shop database}. */
        String name();

        /** What it is, in a sentence. */
        Optional<String> description();

        /** The PostgreSQL cluster whose protection is the evidence behind green. */
        Optional<String> cluster();

        /** The id of a group below {@code lifeboat.notifier.groups}. */
        Optional<String> group();

        /** Place in the list; components with the same position are sorted by name. */
        @WithDefault("1000")
        int position();
    }
}
