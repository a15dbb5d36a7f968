package org.theorder.lifeboat.repository.encryption;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.IvParameterSpec;

/**
 * The chunks of one age payload (STREAM with ChaCha20-Poly1305): 64 KiB each, the last one marked and shorter or equally
 * long, each with a tag of 16 bytes. One direction, used by one thread, in order.
 *
 * <p>Works on arrays: the JDK's cipher would copy direct buffers.
 */
final class ChunkCipher {
    static final int PLAIN = 64 * 1024;
    static final int TAG = 16;
    static final int STORED = PLAIN + TAG;

    private final SecretKey key;
    private final Cipher cipher;
    private final byte[] nonce = new byte[12];
    private long number;

    ChunkCipher(SecretKey key) {
        this.key = key;
        try {
            cipher = Cipher.getInstance("ChaCha20-Poly1305");
        } catch (GeneralSecurityException e) {
            throw AgeKeys.missing(e);
        }
    }

    /** Returns how many bytes of {@code target} were written: {@code length} and the tag. */
    int encrypt(byte[] plain, int length, boolean last, byte[] target) {
        try {
            cipher.init(Cipher.ENCRYPT_MODE, key, nextNonce(last));
            return cipher.doFinal(plain, 0, length, target, 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a chunk could not be encrypted", e);
        }
    }

    /**
     * Returns how many bytes of {@code target} were written.
     *
     * @throws AgeException if this is not the chunk that was encrypted here
     */
    int decrypt(byte[] stored, int length, boolean last, byte[] target) throws AgeException {
        try {
            cipher.init(Cipher.DECRYPT_MODE, key, nextNonce(last));
            return cipher.doFinal(stored, 0, length, target, 0);
        } catch (AEADBadTagException e) {
            throw new AgeException(
                    "chunk " + number + " of the encrypted payload is damaged, out of place, or the file was cut short",
                    e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a chunk could not be decrypted", e);
        }
    }

    /** Eleven bytes of counter, of which eight are plenty, and the mark of the last chunk. */
    private IvParameterSpec nextNonce(boolean last) {
        ByteBuffer.wrap(nonce).putLong(3, number++).put(11, (byte) (last ? 1 : 0));
        return new IvParameterSpec(nonce);
    }
}
