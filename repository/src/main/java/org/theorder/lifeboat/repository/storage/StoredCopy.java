package org.theorder.lifeboat.repository.storage;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.encryption.AgeException;
import org.theorder.lifeboat.repository.encryption.AgeHeader;
import org.theorder.lifeboat.repository.encryption.Encoding;

/**
 * Copies an object's stored bytes from one region into another, verbatim: what is encrypted stays encrypted, and no key is
 * needed. Every byte is read and checked before the first one is put, so that damage does not spread. Holds the object in a
 * temporary file that has no name any more, so that memory stays small.
 */
public final class StoredCopy {
    private static final int WINDOW = 256 * 1024;
    private static final long LARGEST = Integer.MAX_VALUE;

    private final Storage from;
    private final Storage to;

    public StoredCopy(Storage from, Storage to) {
        this.from = from;
        this.to = to;
    }

    /**
     * What was copied.
     *
     * @param length of the stored bytes
     * @param sha256 of the stored bytes, hexadecimal
     */
    public record Copied(String key, long length, String sha256) {}

    /**
     * Copies an object of which only the name is known: WAL, markers.
     *
     * @throws LifeboatException NOT_FOUND if it is not there; CORRUPT if it is cut short or, encrypted, not an age file;
     *     OBJECT_CONFLICT if the other region has other bytes under this key
     */
    public Copied copy(String key) {
        return copy(key, null, null);
    }

    /**
     * Copies an object that some document vouches for.
     *
     * @param length of the stored bytes; null if it is not known
     * @param sha256 of the stored bytes, hexadecimal; null if it is not known
     * @throws LifeboatException likewise, and CORRUPT if the bytes are others
     */
    public Copied copy(String key, @Nullable Long length, @Nullable String sha256) {
        return copy(key, length, sha256, () -> {});
    }

    /**
     * Copies an object in the place of one that was found damaged or missing; the damaged one is set aside when the other
     * was read to its end.
     *
     * @throws LifeboatException likewise, and OBJECT_LOCKED if the damaged one cannot go
     */
    public Copied replace(String key) {
        return copy(key, null, null, () -> to.setAside(key));
    }

    private Copied copy(String key, @Nullable Long length, @Nullable String sha256, Runnable before) {
        try {
            Path file = Files.createTempFile("lifeboat-copy-", "");
            try (FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE)) {
                String actual = fetch(key, channel);
                check(key, channel, length, sha256, actual);
                ByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
                before.run();
                to.create(key, Content.of(List.of(bytes)));
                return new Copied(key, channel.size(), actual);
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw FileErrors.explained(
                    ErrorCode.INTERNAL, "holding " + key + " in the temporary directory while it is copied", e);
        }
    }

    /** Returns the SHA-256. */
    private String fetch(String key, FileChannel target) throws IOException {
        MessageDigest digest = sha256();
        byte[] window = new byte[WINDOW];
        long length = 0;
        try (InputStream in = from.open(key)) {
            for (int count = read(in, window, key); count >= 0; count = read(in, window, key)) {
                digest.update(window, 0, count);
                length += count;
                if (length > LARGEST) {
                    throw damaged(key, "it is longer than any object of Lifeboat");
                }
                ByteBuffer bytes = ByteBuffer.wrap(window, 0, count);
                while (bytes.hasRemaining()) {
                    target.write(bytes);
                }
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** So that trouble of the store is not taken for trouble of the temporary file. */
    private int read(InputStream in, byte[] window, String key) {
        try {
            return in.read(window);
        } catch (IOException e) {
            throw FileErrors.explained("reading " + key + " in region " + from.region(), e);
        }
    }

    private void check(String key, FileChannel channel, @Nullable Long length, @Nullable String sha256, String actual)
            throws IOException {
        if (length != null && channel.size() != length) {
            throw damaged(key, "it has " + channel.size() + " bytes instead of " + length);
        }
        if (sha256 != null && !sha256.equals(actual)) {
            throw damaged(key, "its SHA-256 is not the one that is written down");
        }
        long listed = from.find(key).map(StoredObject::length).orElse(channel.size());
        if (listed != channel.size()) {
            throw damaged(key, "it is listed with " + listed + " bytes, and " + channel.size() + " came");
        }
        if (Encoding.ofName(key) == Encoding.ZSTD_AGE) {
            checkAge(key, channel);
        }
    }

    /** As far as one can tell without a key. */
    private void checkAge(String key, FileChannel channel) throws IOException {
        ByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
        try (InputStream in = new BufferedInputStream(Content.of(List.of(bytes)).open())) {
            if (!AgeHeader.read(in).fits(channel.size())) {
                throw damaged(key, "the age file is cut short");
            }
        } catch (AgeException e) {
            throw damaged(key, String.valueOf(e.getMessage()));
        }
    }

    private LifeboatException damaged(String key, String why) {
        return new LifeboatException(
                ErrorCode.CORRUPT, key + " in region " + from.region() + " is damaged: " + why + "; it was not copied");
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}
