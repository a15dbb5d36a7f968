package org.theorder.lifeboat.repository.encryption;

/** How long age files become. */
public final class AgeSize {
    private AgeSize() {}

    /**
     * Bytes behind the header.
     *
     * @param plain bytes that are encrypted
     */
    public static long ofPayload(long plain) {
        long chunks = Math.max(1, (plain + ChunkCipher.PLAIN - 1) / ChunkCipher.PLAIN);
        return AgeKeys.NONCE_BYTES + plain + chunks * ChunkCipher.TAG;
    }
}
