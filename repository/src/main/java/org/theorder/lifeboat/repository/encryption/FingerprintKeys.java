package org.theorder.lifeboat.repository.encryption;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * Keys that the service keeps and the repository does not. The same WAL encrypted twice has other bytes; a keyed
 * fingerprint (HMAC-SHA-256 over the object's name and the SHA-256 of its plain bytes) in its header still tells the one who
 * writes WAL whether two objects hold the same, and tells a reader of the repository nothing: without the key, a guess of the
 * plain bytes cannot be confirmed. Used by many threads.
 *
 * <p>No backup needs these keys. If they are lost, WAL that was written before can be read as ever, but no longer be
 * compared without an identity.
 */
public final class FingerprintKeys {
    public static final int KEY_BYTES = 32;
    private static final String ALGORITHM = "HmacSHA256";
    private static final int ID_BYTES = 8;
    private static final FingerprintKeys NONE = new FingerprintKeys(List.of());

    private final Map<String, byte[]> keysById = new LinkedHashMap<>();
    private final Optional<String> current;

    /**
     * @param keys {@value #KEY_BYTES} bytes each; the first is used for new objects, all of them to compare
     * @throws LifeboatException CONFIGURATION_INVALID if one has another length
     */
    public FingerprintKeys(List<byte[]> keys) {
        for (byte[] key : keys) {
            if (key.length != KEY_BYTES) {
                throw new LifeboatException(
                        ErrorCode.CONFIGURATION_INVALID, "a fingerprint key has not " + KEY_BYTES + " bytes");
            }
            keysById.put(id(key), key.clone());
        }
        current = keysById.keySet().stream().findFirst();
    }

    /** Cannot tell what encrypted WAL is the same. */
    public static FingerprintKeys none() {
        return NONE;
    }

    /** Public: which key this is, in the objects' headers and in log lines. */
    public static String id(byte[] key) {
        byte[] whole = hmac(key, "lifeboat fingerprint key".getBytes(StandardCharsets.US_ASCII), new byte[0]);
        return HexFormat.of().formatHex(Arrays.copyOf(whole, ID_BYTES));
    }

    /**
     * The fingerprint for a new object; empty if there is no key.
     *
     * @param name what is fingerprinted: equal bytes under other names have other fingerprints
     * @param sha256 of the plain bytes
     */
    public Optional<WalFingerprint> fingerprint(String name, byte[] sha256) {
        return current.map(id -> fingerprint(id, name, sha256));
    }

    private WalFingerprint fingerprint(String id, String name, byte[] sha256) {
        byte[] key = keysById.getOrDefault(id, new byte[KEY_BYTES]);
        return new WalFingerprint(
                id, HexFormat.of().formatHex(hmac(key, name.getBytes(StandardCharsets.UTF_8), sha256)));
    }

    /** Whether a fingerprint belongs to these plain bytes; empty if its key is not here. */
    public Optional<Boolean> matches(WalFingerprint present, String name, byte[] sha256) {
        return keysById.containsKey(present.keyId())
                ? Optional.of(fingerprint(present.keyId(), name, sha256).equals(present))
                : Optional.empty();
    }

    /** The name may be of any length, the digest has 32 bytes, so that nothing can be read in two ways. */
    private static byte[] hmac(byte[] key, byte[] name, byte[] sha256) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            mac.update(name);
            mac.update((byte) 0);
            return mac.doFinal(sha256);
        } catch (GeneralSecurityException e) {
            throw AgeKeys.missing(e);
        }
    }

    @Override
    public String toString() {
        return "fingerprint keys " + keysById.keySet();
    }
}
