package org.theorder.lifeboat.notifier.publish;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/** {@code lifeboat.notifier.publish.*}: the page as static files. */
@ConfigMapping(prefix = "lifeboat.notifier.publish")
public interface PublishSettings {
    /** The folder that all of the page is written to after each build; made if it is not there. None: nowhere. */
    Optional<Path> directory();
}
