package org.theorder.lifeboat.repository.wal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.storage.Content;
import org.theorder.lifeboat.repository.storage.FileErrors;
import org.theorder.lifeboat.repository.storage.Storage;

/**
 * What is stored of an object in one region.
 *
 * @param length of the stored bytes
 * @param sha256 of the stored bytes, hexadecimal
 */
public record StoredDigest(long length, String sha256) {
    private static final int WINDOW = 256 * 1024;

    /** Reads the object; empty if it is certainly absent. */
    static Optional<StoredDigest> read(Storage region, String key) {
        try (InputStream in = region.open(key)) {
            return Optional.of(of(in));
        } catch (LifeboatException e) {
            if (e.code() == ErrorCode.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        } catch (IOException e) {
            throw FileErrors.explained("reading " + key + " in region " + region.region(), e);
        }
    }

    static StoredDigest of(Content content) {
        try (InputStream in = content.open()) {
            return of(in);
        } catch (IOException e) {
            throw new UncheckedIOException("reading memory", e);
        }
    }

    static StoredDigest of(InputStream in) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] window = new byte[WINDOW];
            long length = 0;
            for (int count = in.read(window); count >= 0; count = in.read(window)) {
                digest.update(window, 0, count);
                length += count;
            }
            return new StoredDigest(length, HexFormat.of().formatHex(digest.digest()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}
