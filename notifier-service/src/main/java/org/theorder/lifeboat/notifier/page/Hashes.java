package org.theorder.lifeboat.notifier.page;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** SHA-256, which every Java has. */
public final class Hashes {
    private Hashes() {}

    public static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    static String base64(byte[] content) {
        return Base64.getEncoder().encodeToString(sha256(content));
    }
}
