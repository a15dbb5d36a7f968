package org.theorder.lifeboat.repository.backup;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.encryption.Encoding;

/**
 * A consecutive slice of an archive's tar stream, stored as one zstd frame, encrypted if its name ends so.
 *
 * @param object its name below {@code parts/}, for example {@code base-000000.tar.zst}
 * @param archive name of the archive
 * @param tarBytes before compression
 * @param storedBytes after it
 * @param sha256 of the stored bytes, hexadecimal
 */
public record IndexedPart(String object, String archive, long tarBytes, long storedBytes, String sha256) {
    /** The largest part that a reader accepts, before compression and as stored: it holds a stored one in one buffer. */
    public static final int LARGEST = Integer.MAX_VALUE;

    private static final Pattern OBJECT = Pattern.compile("(base|[1-9][0-9]{0,9})-[0-9]{6}\\.tar\\.zst(\\.age)?");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final int MOST_PER_ARCHIVE = 1_000_000;

    /** @throws LifeboatException CORRUPT if this cannot be a part */
    public IndexedPart {
        requireNonNull(archive, "archive");
        if (!OBJECT.matcher(object).matches()
                || !object.startsWith(archive + "-")
                || !SHA256.matcher(sha256).matches()
                || tarBytes < 1
                || tarBytes > LARGEST
                || storedBytes < 1
                || storedBytes > LARGEST) {
            throw new LifeboatException(ErrorCode.CORRUPT, "the index describes an impossible part");
        }
    }

    public Encoding encoding() {
        return Encoding.ofName(object);
    }

    /** @throws LifeboatException CONFIGURATION_INVALID if the archive has a million parts already */
    static String objectName(Archive archive, int number, Encoding encoding) {
        if (number >= MOST_PER_ARCHIVE) {
            throw new LifeboatException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "archive " + archive.name() + " has more than a million parts: configure larger parts");
        }
        return "%s-%06d.tar%s".formatted(archive.name(), number, encoding.ending());
    }
}
