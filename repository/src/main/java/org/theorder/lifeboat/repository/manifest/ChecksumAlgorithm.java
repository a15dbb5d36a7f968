package org.theorder.lifeboat.repository.manifest;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * The checksums that a backup_manifest can hold, as {@code MANIFEST_CHECKSUMS} of BASE_BACKUP names them. Source:
 * PostgreSQL {@code src/common/checksum_helper.c}.
 */
public enum ChecksumAlgorithm {
    /** No checksums: only sizes are compared. */
    NONE(0),
    /** PostgreSQL's default; the manifest holds its four bytes lowest first. */
    CRC32C(4),
    SHA224(28),
    SHA256(32),
    SHA384(48),
    SHA512(64);

    private final int bytes;

    ChecksumAlgorithm(int bytes) {
        this.bytes = bytes;
    }

    /** Length of a checksum. */
    public int bytes() {
        return bytes;
    }

    /** The name in BASE_BACKUP and in the manifest. */
    @JsonValue
    public String wireName() {
        return name();
    }

    /** @throws LifeboatException CORRUPT if PostgreSQL has no such algorithm */
    @JsonCreator
    public static ChecksumAlgorithm named(String name) {
        return Arrays.stream(values())
                .filter(each -> each.name().equals(name.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() ->
                        new LifeboatException(ErrorCode.CORRUPT, "a checksum algorithm that PostgreSQL does not have"));
    }

    /** A fresh computation. */
    public FileChecksum start() {
        return switch (this) {
            case NONE -> new FileChecksum.Unchecked();
            case CRC32C -> new FileChecksum.Crc();
            case SHA224 -> FileChecksum.Digest.of("SHA-224");
            case SHA256 -> FileChecksum.Digest.of("SHA-256");
            case SHA384 -> FileChecksum.Digest.of("SHA-384");
            case SHA512 -> FileChecksum.Digest.of("SHA-512");
        };
    }
}
