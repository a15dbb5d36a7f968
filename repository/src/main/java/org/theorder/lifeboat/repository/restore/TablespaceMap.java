package org.theorder.lifeboat.repository.restore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code tablespace_map}: when a restored server starts, it makes the links in pg_tblspc anew from this file, so it must
 * name the places where the tablespaces are now. Source: PostgreSQL {@code src/backend/access/transam/xlogrecovery.c},
 * read_tablespace_map.
 */
final class TablespaceMap {
    static final String FILE = "tablespace_map";

    private TablespaceMap() {}

    /** Rewrites the file; it was compared with the manifest before. */
    static void pointTo(Path file, Map<String, Path> directories) throws IOException {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(directories)
                .forEach((oid, directory) -> text.append(oid)
                        .append(' ')
                        .append(directory.toString().replaceAll("[\\n\\r\\\\]", "\\\\$0"))
                        .append('\n'));
        Files.writeString(file, text);
    }
}
