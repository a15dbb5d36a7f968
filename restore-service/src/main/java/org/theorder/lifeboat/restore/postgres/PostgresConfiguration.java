package org.theorder.lifeboat.restore.postgres;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;

/** The PostgreSQL programs of this machine. */
@ConfigMapping(prefix = "lifeboat.postgres")
public interface PostgresConfiguration {
    /** The folder with {@code postgres} and {@code pg_ctl}, or the one above it. */
    Path binaries();
}
