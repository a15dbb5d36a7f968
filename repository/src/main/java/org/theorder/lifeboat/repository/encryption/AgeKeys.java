package org.theorder.lifeboat.repository.encryption;

import com.exceptionfactory.jagged.FileKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** What is derived from a file's key (HKDF-SHA-256). */
final class AgeKeys {
    static final int NONCE_BYTES = 16;
    private static final int KEY_BYTES = 32;
    private static final byte[] NO_SALT = {};

    private AgeKeys() {}

    /** HMAC-SHA-256 over the header up to and with its three dashes. */
    static byte[] headerMac(FileKey fileKey, byte[] header) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(derive(fileKey, NO_SALT, "header"), "HmacSHA256"));
            return mac.doFinal(header);
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    /** The key of the chunks. */
    static SecretKey payloadKey(FileKey fileKey, byte[] nonce) {
        return new SecretKeySpec(derive(fileKey, nonce, "payload"), "ChaCha20");
    }

    private static byte[] derive(FileKey fileKey, byte[] salt, String purpose) {
        byte[] secret = fileKey.getEncoded();
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveData(HKDFParameterSpec.ofExtract()
                            .addIKM(secret)
                            .addSalt(salt)
                            .thenExpand(purpose.getBytes(StandardCharsets.US_ASCII), KEY_BYTES));
        } catch (GeneralSecurityException e) {
            throw missing(e);
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    static IllegalStateException missing(GeneralSecurityException e) {
        return new IllegalStateException("this Java lacks an algorithm that age needs", e);
    }
}
