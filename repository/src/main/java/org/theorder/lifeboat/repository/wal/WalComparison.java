package org.theorder.lifeboat.repository.wal;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.compression.Zstd;
import org.theorder.lifeboat.repository.encryption.AgeHeader;
import org.theorder.lifeboat.repository.encryption.AgeSize;
import org.theorder.lifeboat.repository.encryption.Encoding;
import org.theorder.lifeboat.repository.encryption.FingerprintKeys;
import org.theorder.lifeboat.repository.encryption.Identities;
import org.theorder.lifeboat.repository.encryption.WalFingerprint;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.storage.StoredObject;

/**
 * Whether a region holds the same WAL as what is to be put under the same name, although the stored bytes differ: another
 * release compressed it, or it was encrypted another time.
 */
final class WalComparison {
    private static final Logger LOG = LoggerFactory.getLogger(WalComparison.class);
    private static final long LARGEST_SEGMENT = 1L << 30;

    private final Storage region;
    private final ClusterKeys keys;
    private final FingerprintKeys fingerprints;

    WalComparison(Storage region, ClusterKeys keys, FingerprintKeys fingerprints) {
        this.region = region;
        this.keys = keys;
        this.fingerprints = fingerprints;
    }

    /**
     * Damage counts as "other".
     *
     * @param key under which the region has something
     * @throws LifeboatException OBJECT_CONFLICT if it is other WAL, or nobody can tell
     */
    void requireSame(String key, WalObject wanted) {
        if (wanted.name() instanceof WalName.History) {
            throw other(key);
        }
        String named = key + " in region " + region.region();
        try {
            byte[] sha256 = plainSha256(wanted);
            boolean same = switch (Encoding.ofName(key)) {
                case ZSTD ->
                    MessageDigest.isEqual(
                            sha256, sha256Of(StoredWal.open(region, key, Identities.none(), LARGEST_SEGMENT)));
                case ZSTD_AGE -> sameEncrypted(key, wanted, sha256);
            };
            if (!same) {
                throw other(key);
            }
        } catch (IOException e) {
            LifeboatException reason = Zstd.unreadable(named, e);
            throw reason.code() == ErrorCode.CORRUPT ? other(key) : reason;
        }
    }

    private boolean sameEncrypted(String key, WalObject wanted, byte[] sha256) throws IOException {
        AgeHeader header;
        try (InputStream stored = region.open(key)) {
            header = AgeHeader.read(stored);
        }
        Optional<WalFingerprint> fingerprint = header.fingerprint();
        Optional<Boolean> known = fingerprint.flatMap(
                each -> fingerprints.matches(each, wanted.name().key(keys), sha256));
        if (known.isPresent()) {
            return known.get();
        }
        String keyId = fingerprint.map(WalFingerprint::keyId).orElse("none");
        if (payloadBytes(key, header) == payloadBytes(wanted)) {
            LOG.warn(
                    "WAL was encrypted before under a fingerprint key that is gone; it has the same length and is taken for"
                            + " the same key={} region={} fingerprintKey={}",
                    key,
                    region.region(),
                    keyId);
            return true;
        }
        throw new LifeboatException(
                ErrorCode.OBJECT_CONFLICT,
                key + " in region " + region.region()
                        + " has another length than the WAL that came under its name, and cannot be compared: its fingerprint"
                        + " key (" + keyId
                        + ") is not in this service's database. Nothing was overwritten; compare it by"
                        + " decrypting it with an identity, and remove it there if it is not this cluster's WAL");
    }

    /** Of the age file behind its header, which depends on the recipients. */
    private long payloadBytes(String key, AgeHeader header) {
        return region.find(key).map(StoredObject::length).orElse(0L) - header.length();
    }

    private static long payloadBytes(WalObject wanted) throws IOException {
        long length = wanted.content().length();
        if (wanted.encoding() == Encoding.ZSTD) {
            return AgeSize.ofPayload(length);
        }
        try (InputStream content = wanted.content().open()) {
            return length - AgeHeader.read(content).length();
        }
    }

    private static byte[] plainSha256(WalObject wanted) throws IOException {
        return switch (wanted.encoding()) {
            case ZSTD -> sha256Of(Zstd.decompress(wanted.content().open(), LARGEST_SEGMENT));
            case ZSTD_AGE -> HexFormat.of().parseHex(requireNonNull(wanted.plainSha256()));
        };
    }

    private static byte[] sha256Of(InputStream plain) throws IOException {
        try (plain) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] window = new byte[64 * 1024];
            for (int count = plain.read(window); count >= 0; count = plain.read(window)) {
                digest.update(window, 0, count);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    private LifeboatException other(String key) {
        return new LifeboatException(
                ErrorCode.OBJECT_CONFLICT,
                key + " is in region " + region.region()
                        + " already with other content; nothing was overwritten: two servers may write under the same name");
    }
}
