package org.theorder.lifeboat.repository.tar;

import java.time.Instant;

/**
 * What a tar header announces. Paths are checked (see {@link org.theorder.lifeboat.repository.layout.DataPath}).
 *
 * @param mode permission bits
 * @param size bytes of content that follow; 0 unless it is a file
 * @param linkTarget of a symbolic link; empty otherwise
 */
public record TarEntry(Type type, String path, int mode, Instant modifiedAt, long size, String linkTarget) {
    /** Everything that PostgreSQL sends. */
    public enum Type {
        FILE,
        DIRECTORY,
        /** Only {@code pg_tblspc/<oid>}, and only if the server was not asked for a tablespace_map. */
        SYMBOLIC_LINK
    }
}
