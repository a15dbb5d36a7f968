package org.theorder.lifeboat.notifier.wording;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/** {@code lifeboat.notifier.templates.*}: words and looks of one's own. */
@ConfigMapping(prefix = "lifeboat.notifier.templates")
public interface TemplateSettings {
    /**
     * Files in this directory replace the templates of the same name, for example {@code mail/incident.txt}. They are read
     * again when they change.
     */
    Optional<Path> directory();
}
