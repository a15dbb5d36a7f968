package org.theorder.lifeboat.notifier.subscriber;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.SubscriberName;

/** The secret that the notifiers of all regions share. From it follow three keys (HKDF, RFC 5869), each for one purpose. */
final class SharedKey {
    private static final int BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int NAME_BYTES = 16;
    /** In a link the name is followed by the last day, counted from 1970-01-01. */
    private static final int LINK_BYTES = NAME_BYTES + Short.BYTES;

    private static final int LAST_DAY = 0xFFFF;
    private static final Duration DAY = Duration.ofDays(1);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SecretKey naming;
    private final SecretKey sealing;
    private final SecretKey linking;

    private SharedKey(byte[] secret) {
        naming = derived(secret, "HmacSHA256", "lifeboat subscriber name");
        sealing = derived(secret, "AES", "lifeboat subscriber seal");
        linking = derived(secret, "HmacSHA256", "lifeboat subscriber link");
    }

    /** @throws LifeboatException CONFIGURATION_INVALID if the file holds no 32 bytes in Base64 */
    static SharedKey read(Path file) {
        try {
            byte[] secret = Base64.getDecoder().decode(Files.readString(file).strip());
            if (secret.length == BYTES) {
                return new SharedKey(secret);
            }
        } catch (IOException | IllegalArgumentException e) {
            throw invalid(file, e);
        }
        throw invalid(file, null);
    }

    /** The same in every region. */
    SubscriberName nameOf(Address address) {
        byte[] mac = mac(naming, (address.way() + " " + address.identity()).getBytes(StandardCharsets.UTF_8));
        return new SubscriberName("s" + HexFormat.of().formatHex(mac, 0, NAME_BYTES));
    }

    /**
     * Encrypts with AES-256-GCM.
     *
     * @param associated is not hidden, and must be the same when it is opened
     * @return Base64 of nonce, content and tag
     */
    String seal(byte[] content, byte[] associated) {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, associated).doFinal(content);
            return Base64.getEncoder()
                    .encodeToString(ByteBuffer.allocate(nonce.length + sealed.length)
                            .put(nonce)
                            .put(sealed)
                            .array());
        } catch (GeneralSecurityException e) {
            throw new LifeboatException(ErrorCode.INTERNAL, "a subscriber cannot be sealed", e);
        }
    }

    /** Empty if it was sealed with another key, or changed since. */
    Optional<byte[]> open(String sealed, byte[] associated) {
        try {
            byte[] bytes = Base64.getDecoder().decode(sealed);
            byte[] nonce = Arrays.copyOf(bytes, NONCE_BYTES);
            int begin = Math.min(bytes.length, NONCE_BYTES);
            return Optional.of(
                    cipher(Cipher.DECRYPT_MODE, nonce, associated).doFinal(bytes, begin, bytes.length - begin));
        } catch (GeneralSecurityException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** What the link to unsubscribe ends with; every region knows whose it is, without having been told. */
    Token link(SubscriberName name, Instant expires) {
        byte[] said = ByteBuffer.allocate(LINK_BYTES)
                .put(HexFormat.of().parseHex(name.value().substring(1)))
                .putShort((short) Math.min(expires.getEpochSecond() / DAY.toSeconds(), LAST_DAY))
                .array();
        byte[] whole = Arrays.copyOf(said, BYTES);
        System.arraycopy(mac(linking, said), 0, whole, LINK_BYTES, BYTES - LINK_BYTES);
        return new Token(Base64.getUrlEncoder().withoutPadding().encodeToString(whole));
    }

    /** Whose link it is; empty if it is none, or over. */
    Optional<SubscriberName> nameIn(Token token, Instant now) {
        byte[] whole = bytes(token);
        byte[] said = Arrays.copyOf(whole, LINK_BYTES);
        byte[] mac = Arrays.copyOf(mac(linking, said), BYTES - LINK_BYTES);
        int lastDay = Short.toUnsignedInt(ByteBuffer.wrap(said).getShort(NAME_BYTES));
        boolean valid = whole.length == BYTES
                && MessageDigest.isEqual(mac, Arrays.copyOfRange(whole, LINK_BYTES, BYTES))
                && now.getEpochSecond() / DAY.toSeconds() <= lastDay;
        return valid
                ? Optional.of(new SubscriberName("s" + HexFormat.of().formatHex(said, 0, NAME_BYTES)))
                : Optional.empty();
    }

    private static byte[] bytes(Token token) {
        try {
            return Base64.getUrlDecoder().decode(token.text());
        } catch (IllegalArgumentException _) {
            return new byte[0];
        }
    }

    private Cipher cipher(int mode, byte[] nonce, byte[] associated) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, sealing, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(associated);
        return cipher;
    }

    private static byte[] mac(SecretKey key, byte[] text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new LifeboatException(ErrorCode.INTERNAL, "HMAC-SHA256 cannot be computed", e);
        }
    }

    private static SecretKey derived(byte[] secret, String algorithm, String purpose) {
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveKey(
                            algorithm,
                            HKDFParameterSpec.ofExtract()
                                    .addIKM(secret)
                                    .thenExpand(purpose.getBytes(StandardCharsets.UTF_8), BYTES));
        } catch (GeneralSecurityException e) {
            throw new LifeboatException(ErrorCode.INTERNAL, "HKDF-SHA256 cannot be computed", e);
        }
    }

    private static LifeboatException invalid(Path file, @Nullable Exception cause) {
        return new LifeboatException(
                ErrorCode.CONFIGURATION_INVALID,
                "lifeboat.notifier.subscribers.shared-key-file: " + file
                        + " holds no 32 bytes in Base64; openssl rand -base64 32 > FILE makes them, and every region"
                        + " gets the same file",
                cause);
    }

    /** Not the key itself: it must not get into a log. */
    @Override
    public String toString() {
        return "SharedKey";
    }
}
