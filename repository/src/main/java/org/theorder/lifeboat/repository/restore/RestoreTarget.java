package org.theorder.lifeboat.repository.restore;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where restored files go.
 *
 * @param dataDirectory absolute; absent or empty
 * @param tablespaces directory per tablespace oid, each absolute and absent or empty. A tablespace that is not named
 *     here goes to the place that it had on the server
 */
public record RestoreTarget(Path dataDirectory, Map<String, Path> tablespaces) {
    /** A data directory, with every tablespace in its old place. */
    public static RestoreTarget of(Path dataDirectory) {
        return new RestoreTarget(dataDirectory, Map.of());
    }

    public RestoreTarget {
        dataDirectory = dataDirectory.toAbsolutePath().normalize();
        tablespaces = Map.copyOf(tablespaces);
    }
}
