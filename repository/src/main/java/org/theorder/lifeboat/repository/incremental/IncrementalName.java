package org.theorder.lifeboat.repository.incremental;

import java.util.Optional;
import org.theorder.lifeboat.repository.layout.DataPath;

/**
 * The names of incremental files: {@code base/5/INCREMENTAL.16384} brings blocks for {@code base/5/16384}. Source:
 * PostgreSQL {@code src/bin/pg_combinebackup/pg_combinebackup.c}, process_directory_recursively.
 */
public final class IncrementalName {
    static final String PREFIX = "INCREMENTAL.";

    private IncrementalName() {}

    /**
     * The path of the file that an incremental file brings blocks for. Empty for every other file: also for one that people
     * named like this in a place where PostgreSQL has no relations, for it is an ordinary file.
     *
     * @param archiveIsBase whether the path is below the data directory, and not below a tablespace
     */
    public static Optional<String> wholeFile(boolean archiveIsBase, String path) {
        if (DataPath.isRaw(path)) {
            return Optional.empty();
        }
        int name = path.lastIndexOf('/') + 1;
        boolean holdsRelations = !archiveIsBase || path.startsWith("base/") || path.startsWith("global/");
        boolean named = path.startsWith(PREFIX, name) && path.length() > name + PREFIX.length();
        return named && holdsRelations
                ? Optional.of(path.substring(0, name) + path.substring(name + PREFIX.length()))
                : Optional.empty();
    }

    /** The path of the incremental file that would bring blocks for a file. */
    public static String of(String wholeFile) {
        int name = wholeFile.lastIndexOf('/') + 1;
        return wholeFile.substring(0, name) + PREFIX + wholeFile.substring(name);
    }
}
