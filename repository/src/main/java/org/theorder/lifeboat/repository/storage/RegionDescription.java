package org.theorder.lifeboat.repository.storage;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.json.RepositoryJson;

/**
 * {@code lifeboat.json} at the root of a region: that this is a repository, and in which format.
 *
 * @param format version of the format; a reader refuses a higher one
 * @param repository identifies this copy, so that a wrong mount is noticed
 */
public record RegionDescription(int format, UUID repository, RegionName region, Instant createdAt) {
    public static final String KEY = "lifeboat.json";

    /** The format that this code writes, and the highest that it reads. */
    public static final int FORMAT = 1;

    public RegionDescription {
        requireNonNull(repository, "repository");
        requireNonNull(region, "region");
        requireNonNull(createdAt, "createdAt");
    }

    public static RegionDescription of(RegionName region, Clock clock) {
        return new RegionDescription(
                FORMAT, UUID.randomUUID(), region, clock.instant().truncatedTo(ChronoUnit.MILLIS));
    }

    /** @throws LifeboatException CORRUPT if the bytes are something else, CONFIGURATION_INVALID if the format is newer */
    public static RegionDescription read(byte[] json, String where) {
        RegionDescription description = RepositoryJson.read(RegionDescription.class, json, where);
        checkFormat(description.format, where);
        return description;
    }

    /** @throws LifeboatException CONFIGURATION_INVALID if the format is newer than this code, CORRUPT if it is none */
    public static void checkFormat(int format, String where) {
        if (format > FORMAT) {
            throw new LifeboatException(
                    ErrorCode.CONFIGURATION_INVALID,
                    where + " has format " + format + ", but this release reads up to " + FORMAT
                            + ": use a newer release of Lifeboat");
        }
        if (format < 1) {
            throw new LifeboatException(ErrorCode.CORRUPT, where + " has format " + format + ", which never existed");
        }
    }

    public byte[] json() {
        return RepositoryJson.write(this);
    }
}
