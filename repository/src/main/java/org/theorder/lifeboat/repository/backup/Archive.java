package org.theorder.lifeboat.repository.backup;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.layout.DataPath;

/**
 * One of the tar streams of a backup: the data directory, or a tablespace outside of it.
 *
 * @param name {@code base}, or the tablespace's oid in decimal
 * @param location the tablespace's directory on the server; relative ({@code pg_tblspc/<oid>}) if it lies in place;
 *     null for the base
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Archive(String name, @Nullable String location) {
    private static final String BASE = "base";
    private static final Pattern OID = Pattern.compile("[1-9][0-9]{0,9}");

    /** @throws LifeboatException CORRUPT if this cannot be an archive of PostgreSQL */
    public Archive {
        requireNonNull(name, "name");
        if (!(name.equals(BASE) ? location == null : OID.matcher(name).matches() && location != null)) {
            throw new LifeboatException(
                    ErrorCode.CORRUPT, "an archive is 'base', or a tablespace's oid with its location");
        }
        boolean inPlace = location != null && !location.startsWith("/");
        if (location != null && (location.indexOf('\0') >= 0 || (inPlace && !location.equals("pg_tblspc/" + name)))) {
            throw new LifeboatException(
                    ErrorCode.CORRUPT,
                    "the location of tablespace " + name + " is neither an absolute path nor pg_tblspc/" + name);
        }
    }

    public static Archive base() {
        return new Archive(BASE, null);
    }

    /** @param location as the server sends it with the archive */
    public static Archive tablespace(String oid, String location) {
        return new Archive(oid, location);
    }

    /** @param serverName as in BASE_BACKUP's {@code n} message: {@code base.tar} or {@code 16385.tar} */
    public static Archive ofServer(String serverName, String location) {
        String name = serverName.endsWith(".tar") ? serverName.substring(0, serverName.length() - 4) : serverName;
        return name.equals(BASE) ? base() : tablespace(name, location);
    }

    @JsonIgnore
    public boolean isBase() {
        return name.equals(BASE);
    }

    /** True for a tablespace that is a plain directory in pg_tblspc (allow_in_place_tablespaces). */
    @JsonIgnore
    public boolean isInPlace() {
        return location != null && !location.startsWith("/");
    }

    /** How the manifest names a file of this archive. */
    public String manifestPath(String path) {
        return isBase() ? path : DataPath.below("pg_tblspc/" + name, path);
    }
}
