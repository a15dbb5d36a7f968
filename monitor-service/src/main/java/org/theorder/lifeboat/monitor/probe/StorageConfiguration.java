package org.theorder.lifeboat.monitor.probe;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** {@code lifeboat.monitor.storage.<name>.*}: which file systems are watched. The name is the subject of the incident. */
@ConfigMapping(prefix = "lifeboat.monitor.storage")
public interface StorageConfiguration {
    @WithParentName
    Map<String, Volume> byName();

    /** One file system. */
    interface Volume {
        /** Absolute path of any file or directory on it. */
        String path();

        /** The status-page component that it affects; default: the name. */
        Optional<String> component();

        @WithDefault("5s")
        Duration interval();
    }
}
