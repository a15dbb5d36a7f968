package org.theorder.lifeboat.repository.restore;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.backup.IndexedPart;
import org.theorder.lifeboat.repository.compression.FrameDecompressor;
import org.theorder.lifeboat.repository.encryption.AgeInputStream;
import org.theorder.lifeboat.repository.encryption.Encoding;
import org.theorder.lifeboat.repository.encryption.Identities;
import org.theorder.lifeboat.repository.storage.Content;
import org.theorder.lifeboat.repository.storage.FileErrors;
import org.theorder.lifeboat.repository.storage.Storage;

/** The stored bytes of one part at a time, in one direct buffer that is used again for the next part. */
final class StoredPart {
    private final ByteBuffer stored;
    private final byte[] window = new byte[64 * 1024];
    private final MessageDigest sha256;
    private @Nullable ByteBuffer chunk;

    /** @param largest length of the largest part as stored that will be read */
    StoredPart(int largest) {
        stored = ByteBuffer.allocateDirect(largest);
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    /** @throws LifeboatException CORRUPT if the bytes are not the part's, or what the storage says */
    void read(Storage region, String key, IndexedPart part) {
        String named = key + " in region " + region.region();
        stored.clear();
        sha256.reset();
        long length = 0;
        try (InputStream in = region.open(key)) {
            for (int count = in.read(window); count >= 0; count = in.read(window)) {
                length += count;
                if (length > part.storedBytes()) {
                    throw damaged(named);
                }
                sha256.update(window, 0, count);
                stored.put(window, 0, count);
            }
        } catch (IOException e) {
            throw FileErrors.explained("reading " + named, e);
        }
        if (length != part.storedBytes()
                || !HexFormat.of().formatHex(sha256.digest()).equals(part.sha256())) {
            throw damaged(named);
        }
    }

    /**
     * The zstd frames in what was read, decrypted chunk by chunk as it is taken; once.
     *
     * @param named the part, for errors
     * @throws LifeboatException IDENTITY_MISSING if no identity opens it
     * @throws IOException if it is no age file although its name says so; so does the source
     */
    FrameDecompressor.Source frame(Encoding encoding, Identities identities, String named) throws IOException {
        List<ByteBuffer> whole = List.of(stored.duplicate().flip());
        return switch (encoding) {
            case ZSTD -> of(whole.iterator());
            case ZSTD_AGE -> decrypted(AgeInputStream.open(Content.of(whole).open(), identities, named));
        };
    }

    /**
     * The zstd frames in what was read, all of them, decrypted in their place; as long as nothing else is read.
     *
     * @param named the part, for errors
     * @throws LifeboatException IDENTITY_MISSING if no identity opens it
     * @throws IOException if it is no age file although its name says so, or not authentic
     */
    ByteBuffer frames(Encoding encoding, Identities identities, String named) throws IOException {
        FrameDecompressor.Source source = frame(encoding, identities, named);
        if (encoding == Encoding.ZSTD_AGE) {
            // plain bytes are fewer than the encrypted ones that have been taken for them
            ByteBuffer plain = stored.duplicate().clear();
            for (ByteBuffer next = source.next(); next != null; next = source.next()) {
                plain.put(next);
            }
            stored.position(plain.position());
        }
        return stored.duplicate().flip();
    }

    private static FrameDecompressor.Source of(Iterator<ByteBuffer> stored) {
        return () -> stored.hasNext() ? stored.next() : null;
    }

    /** zstd wants direct buffers, ciphers want arrays. */
    private FrameDecompressor.Source decrypted(AgeInputStream plain) {
        return () -> {
            ByteBuffer chunk = plain.next();
            return chunk == null ? null : direct().put(chunk).flip();
        };
    }

    private ByteBuffer direct() {
        ByteBuffer present = chunk;
        if (present == null) {
            present = ByteBuffer.allocateDirect(AgeInputStream.CHUNK);
            chunk = present;
        }
        return present.clear();
    }

    private static LifeboatException damaged(String named) {
        return new LifeboatException(
                ErrorCode.CORRUPT, named + " is damaged: its bytes are not those of its SHA-256 in the index");
    }
}
