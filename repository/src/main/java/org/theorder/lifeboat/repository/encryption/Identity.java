package org.theorder.lifeboat.repository.encryption;

import com.exceptionfactory.jagged.RecipientStanzaReader;
import com.exceptionfactory.jagged.x25519.X25519KeyFactory;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaReaderFactory;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import javax.crypto.spec.SecretKeySpec;

/** One secret key. Its text is not kept, and no error or log line ever holds it. */
record Identity(RecipientFingerprint fingerprint, RecipientStanzaReader reader) {
    static final String PREFIX = "AGE-SECRET-KEY-1";

    /**
     * @param secret {@code AGE-SECRET-KEY-1…}
     * @throws GeneralSecurityException or IllegalArgumentException if it is not one; their messages stay unseen
     */
    static Identity parse(String secret) throws GeneralSecurityException {
        RecipientStanzaReader reader = X25519RecipientStanzaReaderFactory.newRecipientStanzaReader(secret);
        Key recipient = new X25519KeyFactory()
                .translateKey(new SecretKeySpec(secret.getBytes(StandardCharsets.US_ASCII), "X25519"));
        String text = new String(recipient.getEncoded(), StandardCharsets.US_ASCII);
        return new Identity(new RecipientFingerprint(text.substring(0, RecipientFingerprint.LENGTH)), reader);
    }

    @Override
    public String toString() {
        return "identity of " + fingerprint;
    }
}
