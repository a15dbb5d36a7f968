package org.theorder.lifeboat.repository.encryption;

import com.exceptionfactory.jagged.FileKey;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Optional;
import org.theorder.lifeboat.repository.compression.FrameTarget;
import org.theorder.lifeboat.repository.storage.Content;

/**
 * Makes one age file of the bytes that are put into it, chunk by chunk as they come. Holds 200 KiB. The key of the file is
 * new for every file, and nobody keeps it.
 */
public final class AgeTarget implements FrameTarget {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final FrameTarget stored;
    private final ChunkCipher cipher;
    private final byte[] encrypted = new byte[ChunkCipher.STORED];

    /** Whether it is the last chunk is only known when more comes, or nothing. */
    private Chunk complete = new Chunk();

    private Chunk window = new Chunk();
    private boolean hasComplete;

    /** The same bytes as zstd and as the cipher want them. */
    private static final class Chunk {
        private final byte[] bytes = new byte[ChunkCipher.PLAIN];
        private final ByteBuffer buffer = ByteBuffer.wrap(bytes);
    }

    private AgeTarget(FrameTarget stored, Encryption encryption, Optional<WalFingerprint> fingerprint) {
        this.stored = stored;
        FileKey key = new FileKey();
        byte[] nonce = new byte[AgeKeys.NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        byte[] header = AgeHeader.write(key, encryption, fingerprint);
        put(header, header.length);
        put(nonce, nonce.length);
        cipher = new ChunkCipher(AgeKeys.payloadKey(key, nonce));
        key.destroy();
    }

    /**
     * What bytes pass before they are stored; the target itself if nothing is encrypted.
     *
     * @param fingerprint what the header tells to those who have the fingerprint key
     */
    public static FrameTarget wrap(FrameTarget stored, Encryption encryption, Optional<WalFingerprint> fingerprint) {
        return encryption.isOn() ? new AgeTarget(stored, encryption, fingerprint) : stored;
    }

    @Override
    public ByteBuffer writable() {
        if (!window.buffer.hasRemaining()) {
            encryptComplete(false);
            Chunk full = window;
            window = complete;
            window.buffer.clear();
            complete = full;
            hasComplete = true;
        }
        return window.buffer;
    }

    private void encryptComplete(boolean last) {
        if (hasComplete) {
            encrypt(complete, last);
            hasComplete = false;
        }
    }

    private void encrypt(Chunk chunk, boolean last) {
        put(encrypted, cipher.encrypt(chunk.bytes, chunk.buffer.position(), last, encrypted));
    }

    /** No bytes at all are one empty chunk; otherwise no chunk is empty. */
    @Override
    public Content finish() {
        boolean more = window.buffer.position() > 0 || !hasComplete;
        encryptComplete(!more);
        if (more) {
            encrypt(window, true);
        }
        return stored.finish();
    }

    private void put(byte[] bytes, int length) {
        for (int position = 0; position < length; ) {
            ByteBuffer target = stored.writable();
            int count = Math.min(target.remaining(), length - position);
            target.put(bytes, position, count);
            position += count;
        }
    }
}
