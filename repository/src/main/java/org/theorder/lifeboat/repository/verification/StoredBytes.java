package org.theorder.lifeboat.repository.verification;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.storage.FileErrors;
import org.theorder.lifeboat.repository.storage.Storage;

/** Reads an object and compares its length and SHA-256; holds 64 KiB of it at a time. */
final class StoredBytes {
    private StoredBytes() {}

    /**
     * @param length expected; negative if not known
     * @return how many bytes it has
     * @throws LifeboatException CORRUPT, NOT_FOUND, or what the storage says
     */
    static long check(Storage region, String key, long length, String sha256) {
        String named = key + " in region " + region.region();
        try (InputStream in = region.open(key)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] window = new byte[64 * 1024];
            long count = 0;
            for (int read = in.read(window); read >= 0; read = in.read(window)) {
                count += read;
                digest.update(window, 0, read);
                if (length >= 0 && count > length) {
                    break;
                }
            }
            boolean same = (length < 0 || count == length)
                    && HexFormat.of().formatHex(digest.digest()).equals(sha256);
            if (!same) {
                throw new LifeboatException(
                        ErrorCode.CORRUPT, named + " is damaged: its bytes are not those of its SHA-256");
            }
            return count;
        } catch (IOException e) {
            throw FileErrors.explained("reading " + named, e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}
