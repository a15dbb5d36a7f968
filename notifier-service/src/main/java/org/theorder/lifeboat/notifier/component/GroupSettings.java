package org.theorder.lifeboat.notifier.component;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.util.Map;
import java.util.Optional;

/** {@code lifeboat.notifier.groups.<id>.*}: groups of components. */
@ConfigMapping(prefix = "lifeboat.notifier.groups")
public interface GroupSettings {
    @WithParentName
    Map<String, Declared> groups();

    /** One group. */
    interface Declared {
        /** For people, for example {@code Databases}. */
        String name();

        /** What belongs to it, in a sentence. */
        Optional<String> description();

        /** Place in the list; a group stands among the components by this number. */
        @WithDefault("1000")
        int position();
    }
}
