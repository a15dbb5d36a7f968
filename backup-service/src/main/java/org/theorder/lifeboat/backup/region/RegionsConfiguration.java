package org.theorder.lifeboat.backup.region;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithParentName;
import java.util.Map;

/** {@code lifeboat.regions.<name>.*}: the copies of the repository. */
@ConfigMapping(prefix = "lifeboat.regions")
public interface RegionsConfiguration {
    @WithParentName
    Map<String, Place> byName();

    /** Where one copy lies. */
    interface Place {
        /** {@code file:///absolute/path}; the only kind of storage so far. */
        String url();
    }
}
