package org.theorder.lifeboat.repository.wal;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.repository.compression.FrameOutput;
import org.theorder.lifeboat.repository.encryption.AgeTarget;
import org.theorder.lifeboat.repository.encryption.Encryption;
import org.theorder.lifeboat.repository.encryption.FingerprintKeys;
import org.theorder.lifeboat.repository.encryption.WalFingerprint;
import org.theorder.lifeboat.repository.layout.ClusterKeys;

/** Makes WAL objects of one cluster, compressed and encrypted as it demands. Used by many threads. */
public final class WalEncoder {
    /** Neither encrypts nor makes fingerprints. */
    static final WalEncoder PLAIN = new WalEncoder(null, Encryption.none(), FingerprintKeys.none());

    /** WAL compresses well at any level, and must keep up with the primary. */
    private static final int LEVEL = 1;

    private final @Nullable ClusterKeys keys;
    private final Encryption encryption;
    private final FingerprintKeys fingerprints;

    private WalEncoder(@Nullable ClusterKeys keys, Encryption encryption, FingerprintKeys fingerprints) {
        this.keys = keys;
        this.encryption = encryption;
        this.fingerprints = fingerprints;
    }

    /**
     * @param fingerprints what is noted in each encrypted object, so that the same WAL can be told from other WAL without an
     *     identity
     */
    public static WalEncoder of(ClusterKeys keys, Encryption encryption, FingerprintKeys fingerprints) {
        return new WalEncoder(keys, encryption, fingerprints);
    }

    /** Does not encrypt. */
    public static WalEncoder plain() {
        return PLAIN;
    }

    /**
     * A full segment.
     *
     * @param bytes exactly the segment: the remaining ones; read, not kept; the position stays
     * @throws LifeboatException REQUEST_INVALID if the length is not the segment's
     */
    public WalObject segment(WalSegment segment, ByteBuffer bytes) {
        require(bytes.remaining() == segment.bytes(), "segment " + segment + " is not full");
        return encoded(new WalName.Full(segment), bytes);
    }

    /**
     * Bytes of a segment that is not yet full. The first slice of a segment begins at its start, each further one where
     * the one before ended.
     *
     * @param bytes from {@code from} on, within the segment: the remaining ones; read, not kept; the position stays
     * @throws LifeboatException REQUEST_INVALID if they are none, or lie outside of the segment
     */
    public WalObject slice(WalSegment segment, Lsn from, ByteBuffer bytes) {
        long offset = from.minus(segment.start());
        require(
                bytes.hasRemaining() && offset >= 0 && offset + bytes.remaining() <= segment.bytes(),
                "a slice from " + from + " does not lie in segment " + segment);
        return encoded(new WalName.Slice(segment, from, from.plus(bytes.remaining())), bytes);
    }

    private WalObject encoded(WalName name, ByteBuffer bytes) {
        byte[] sha256 = encryption.isOn() ? sha256(bytes.duplicate()) : null;
        Optional<WalFingerprint> fingerprint =
                sha256 == null || keys == null ? Optional.empty() : fingerprints.fingerprint(name.key(keys), sha256);
        try (FrameOutput output = new FrameOutput(LEVEL, stored -> AgeTarget.wrap(stored, encryption, fingerprint))) {
            output.write(bytes.duplicate());
            FrameOutput.Frame frame = output.finish();
            return new WalObject(
                    name,
                    encryption.encoding(),
                    frame.content(),
                    frame.sha256(),
                    sha256 == null ? null : HexFormat.of().formatHex(sha256));
        }
    }

    private static byte[] sha256(ByteBuffer bytes) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes);
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new LifeboatException(ErrorCode.REQUEST_INVALID, otherwise);
        }
    }
}
