package org.theorder.lifeboat.repository.encryption;

import com.exceptionfactory.jagged.FileKey;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The plain bytes of an age file; no byte is given out before its chunk was found authentic. {@link AgeException} if the
 * file is damaged, cut short or followed by more; errors of the stream below pass through. Used by one thread.
 */
public final class AgeInputStream extends InputStream {
    /** The most plain bytes that {@link #next} gives at once. */
    public static final int CHUNK = ChunkCipher.PLAIN;

    private final InputStream stored;
    private final ChunkCipher cipher;
    /** One byte more than a chunk: whether it is there tells whether the chunk is the last one. */
    private final byte[] window = new byte[ChunkCipher.STORED + 1];

    private final byte[] plain = new byte[ChunkCipher.PLAIN];
    private int windowed;
    private int position;
    private int limit;
    private boolean first = true;
    private boolean ended;

    private AgeInputStream(InputStream stored, ChunkCipher cipher) {
        this.stored = stored;
        this.cipher = cipher;
    }

    /**
     * Reads the header and opens it.
     *
     * @param named the object and its region, for errors
     * @throws org.theorder.lifeboat.events.LifeboatException IDENTITY_MISSING if no identity opens it
     */
    public static AgeInputStream open(InputStream object, Identities identities, String named) throws IOException {
        // the header is read byte by byte
        InputStream stored = new BufferedInputStream(object);
        AgeHeader header = AgeHeader.read(stored);
        FileKey key = identities.unwrap(header, named);
        header.authenticate(key);
        byte[] nonce = stored.readNBytes(AgeKeys.NONCE_BYTES);
        if (nonce.length < AgeKeys.NONCE_BYTES) {
            throw new AgeException("it ends behind its header");
        }
        return new AgeInputStream(stored, new ChunkCipher(AgeKeys.payloadKey(key, nonce)));
    }

    /** Decrypts the next chunk; false at the end. */
    private boolean fill() throws IOException {
        if (ended) {
            return false;
        }
        windowed += stored.readNBytes(window, windowed, window.length - windowed);
        ended = windowed < window.length;
        int length = ended ? windowed : ChunkCipher.STORED;
        // only a file without content has an empty chunk
        if (length < ChunkCipher.TAG || (length == ChunkCipher.TAG && !first)) {
            throw new AgeException("it ends within a chunk");
        }
        position = 0;
        limit = cipher.decrypt(window, length, ended, plain);
        first = false;
        window[0] = window[ChunkCipher.STORED];
        windowed = 1;
        return limit > 0 || fill();
    }

    /** The next plain bytes, valid until the next call; null at the end. */
    public @Nullable ByteBuffer next() throws IOException {
        if (position == limit && !fill()) {
            return null;
        }
        ByteBuffer bytes = ByteBuffer.wrap(plain, position, limit - position);
        position = limit;
        return bytes;
    }

    @Override
    public int read() throws IOException {
        return position < limit || fill() ? Byte.toUnsignedInt(plain[position++]) : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (position == limit && !fill()) {
            return -1;
        }
        int count = Math.min(length, limit - position);
        System.arraycopy(plain, position, target, offset, count);
        position += count;
        return count;
    }

    @Override
    public void close() throws IOException {
        stored.close();
    }
}
