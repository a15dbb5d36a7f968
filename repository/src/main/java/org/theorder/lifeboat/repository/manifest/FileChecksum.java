package org.theorder.lifeboat.repository.manifest;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.zip.CRC32C;

/** A checksum of one file while its bytes pass. */
public sealed interface FileChecksum {
    /** Takes the remaining bytes of the buffer; its position moves to its limit. */
    void update(ByteBuffer bytes);

    /** The checksum as bytes in the order of the manifest's hexadecimal text; empty for NONE. */
    byte[] finish();

    /** For manifests without checksums. */
    record Unchecked() implements FileChecksum {
        @Override
        public void update(ByteBuffer bytes) {
            bytes.position(bytes.limit());
        }

        @Override
        public byte[] finish() {
            return new byte[0];
        }
    }

    /** CRC-32C; PostgreSQL writes the four bytes as they lie in memory of a little-endian machine. */
    record Crc(CRC32C crc) implements FileChecksum {
        Crc() {
            this(new CRC32C());
        }

        @Override
        public void update(ByteBuffer bytes) {
            crc.update(bytes);
        }

        @Override
        public byte[] finish() {
            return bytes((int) crc.getValue());
        }

        /** A CRC's value as the manifest holds it. */
        public static byte[] bytes(int value) {
            return ByteBuffer.allocate(Integer.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(value)
                    .array();
        }
    }

    /** A SHA-2 digest. */
    record Digest(MessageDigest digest) implements FileChecksum {
        static Digest of(String algorithm) {
            try {
                return new Digest(MessageDigest.getInstance(algorithm));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("this Java has no " + algorithm, e);
            }
        }

        @Override
        public void update(ByteBuffer bytes) {
            digest.update(bytes);
        }

        @Override
        public byte[] finish() {
            return digest.digest();
        }
    }
}
