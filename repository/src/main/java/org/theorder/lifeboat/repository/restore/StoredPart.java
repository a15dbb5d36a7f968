package org.theorder.lifeboat.repository.restore;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.backup.IndexedPart;
import org.theorder.lifeboat.repository.storage.FileErrors;
import org.theorder.lifeboat.repository.storage.Storage;

/** The stored bytes of one part at a time, in direct buffers that are used again for the next part. */
final class StoredPart {
    private static final int BUFFER_BYTES = 1024 * 1024;

    private final List<ByteBuffer> buffers = new ArrayList<>();
    private final byte[] window = new byte[64 * 1024];
    private final MessageDigest sha256;
    private int used;

    StoredPart() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    /** @throws LifeboatException CORRUPT if the bytes are not the part's, or what the storage says */
    void read(Storage region, String key, IndexedPart part) {
        String named = key + " in region " + region.region();
        used = 0;
        sha256.reset();
        long length = 0;
        try (InputStream in = region.open(key)) {
            for (int count = in.read(window); count >= 0; count = in.read(window)) {
                length += count;
                if (length > part.storedBytes()) {
                    throw damaged(named);
                }
                sha256.update(window, 0, count);
                append(count);
            }
        } catch (IOException e) {
            throw FileErrors.explained("reading " + named, e);
        }
        if (length != part.storedBytes()
                || !HexFormat.of().formatHex(sha256.digest()).equals(part.sha256())) {
            throw damaged(named);
        }
    }

    private void append(int count) {
        for (int done = 0; done < count; ) {
            if (used == 0 || !buffers.get(used - 1).hasRemaining()) {
                if (used == buffers.size()) {
                    buffers.add(ByteBuffer.allocateDirect(BUFFER_BYTES));
                }
                buffers.get(used++).clear();
            }
            ByteBuffer buffer = buffers.get(used - 1);
            int step = Math.min(count - done, buffer.remaining());
            buffer.put(window, done, step);
            done += step;
        }
    }

    /** The bytes that were read, each buffer ready to be read once. */
    List<ByteBuffer> bytes() {
        return buffers.subList(0, used).stream()
                .map(buffer -> buffer.duplicate().flip())
                .toList();
    }

    private static LifeboatException damaged(String named) {
        return new LifeboatException(
                ErrorCode.CORRUPT, named + " is damaged: its bytes are not those of its SHA-256 in the index");
    }
}
