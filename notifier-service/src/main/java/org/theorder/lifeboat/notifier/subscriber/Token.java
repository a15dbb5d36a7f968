package org.theorder.lifeboat.notifier.subscriber;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import org.theorder.lifeboat.notifier.page.Hashes;

/** What a link ends with: 256 random bits. The database knows only the hash, so that it gives no link away. */
record Token(String text) {
    /** What a link is for. */
    enum Purpose {
        CONFIRM,
        UNSUBSCRIBE
    }

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES = 32;

    static Token random() {
        return new Token(Base64.getUrlEncoder().withoutPadding().encodeToString(randomBytes()));
    }

    static byte[] randomBytes() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    byte[] hash() {
        return Hashes.sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "Token";
    }
}
