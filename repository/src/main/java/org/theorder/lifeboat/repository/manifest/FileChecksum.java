package org.theorder.lifeboat.repository.manifest;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/** A checksum of one file while its bytes pass. */
public sealed interface FileChecksum {
    /** Takes the remaining bytes of the buffer; its position moves to its limit. */
    void update(ByteBuffer bytes);

    /** The checksum as the manifest writes it: lower-case hexadecimal; empty for NONE. */
    String finish();

    /** For manifests without checksums. */
    record Unchecked() implements FileChecksum {
        @Override
        public void update(ByteBuffer bytes) {
            bytes.position(bytes.limit());
        }

        @Override
        public String finish() {
            return "";
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
        public String finish() {
            return text((int) crc.getValue());
        }

        /** A CRC's value as the manifest writes it. */
        public static String text(int value) {
            return HexFormat.of().toHexDigits(Integer.reverseBytes(value));
        }

        /** The CRC that the manifest writes so. */
        public static int value(String text) {
            return Integer.reverseBytes(HexFormat.fromHexDigits(text));
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
        public String finish() {
            return HexFormat.of().formatHex(digest.digest());
        }
    }
}
