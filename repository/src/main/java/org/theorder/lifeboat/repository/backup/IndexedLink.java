package org.theorder.lifeboat.repository.backup;

import java.util.regex.Pattern;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * A symbolic link to a tablespace, present if the server was not asked for a tablespace_map.
 *
 * @param path {@code pg_tblspc/<oid>}
 * @param target the tablespace's directory on the server
 */
public record IndexedLink(String archive, String path, String target) {
    private static final Pattern TABLESPACE = Pattern.compile("pg_tblspc/[1-9][0-9]{0,9}");

    /** @throws LifeboatException CORRUPT for any other link: PostgreSQL sends none */
    public IndexedLink {
        if (!archive.equals("base") || !TABLESPACE.matcher(path).matches() || target.isEmpty()) {
            throw new LifeboatException(
                    ErrorCode.CORRUPT, "the backup holds a symbolic link that is not a tablespace's in pg_tblspc");
        }
    }
}
