package org.theorder.lifeboat.restore.postgres;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.List;

/** The PostgreSQL programs of this machine. */
@ConfigMapping(prefix = "lifeboat.postgres")
public interface PostgresConfiguration {
    /** Folders with {@code postgres} and {@code pg_ctl}, or the ones above them, comma-separated: one for each major version. */
    List<Path> binaries();
}
