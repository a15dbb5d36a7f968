package org.theorder.lifeboat.repository.storage;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** Reads documents of the repository, which have some KiB. */
public final class SmallObject {
    /** More than this is not read. */
    private static final int LARGEST = 4 * 1024 * 1024;

    private SmallObject() {}

    /**
     * An object's bytes; empty if it is certainly absent.
     *
     * @throws LifeboatException CORRUPT if it is far larger than any document
     */
    public static Optional<byte[]> read(Storage region, String key) {
        String named = key + " in region " + region.region();
        try (InputStream in = region.open(key)) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw new LifeboatException(ErrorCode.CORRUPT, named + " is far too large");
            }
            return Optional.of(bytes);
        } catch (LifeboatException e) {
            if (e.code() == ErrorCode.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        } catch (IOException e) {
            throw FileErrors.explained("reading " + named, e);
        }
    }
}
