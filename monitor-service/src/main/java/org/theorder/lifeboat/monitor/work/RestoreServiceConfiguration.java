package org.theorder.lifeboat.monitor.work;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** {@code lifeboat.monitor.restore-service.*}: who tells what can be restored, and when the next drill is. */
@ConfigMapping(prefix = "lifeboat.monitor.restore-service")
public interface RestoreServiceConfiguration {
    /** Its base URL, for example {@code http://127.0.0.1:8082}; without it the page says that nobody told. */
    Optional<String> url();

    /** A file with a viewer's token for it; read each time. */
    Optional<String> tokenFile();
}
