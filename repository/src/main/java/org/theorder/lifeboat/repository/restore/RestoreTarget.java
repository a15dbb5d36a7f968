package org.theorder.lifeboat.repository.restore;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where restored files go.
 *
 * @param dataDirectory absolute; absent or empty unless {@code over}
 * @param tablespaces directory per tablespace oid, each absolute and absent or empty. A tablespace that is not named
 *     here goes to the place that it had on the server
 * @param over whether the directories may hold something: then files that are what they should be stay, and everything else
 *     in the data directory, and in the backup's folders of the tablespaces, goes
 */
public record RestoreTarget(Path dataDirectory, Map<String, Path> tablespaces, boolean over) {
    /** A note in the data directory that tells people that it is no database; stays until the caller removes it. */
    public static final String NOTE = "UNUSABLE";

    /** Behind the name of a pg_control that was set aside before; also stays. */
    public static final String ASIDE = ".unusable";

    /** Empty directories. */
    public RestoreTarget(Path dataDirectory, Map<String, Path> tablespaces) {
        this(dataDirectory, tablespaces, false);
    }

    /** A data directory, with every tablespace in its old place. */
    public static RestoreTarget of(Path dataDirectory) {
        return new RestoreTarget(dataDirectory, Map.of());
    }

    public RestoreTarget {
        dataDirectory = dataDirectory.toAbsolutePath().normalize();
        tablespaces = Map.copyOf(tablespaces);
    }
}
