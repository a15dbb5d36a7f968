package org.theorder.lifeboat.repository.encryption;

import com.exceptionfactory.jagged.FileKey;
import com.exceptionfactory.jagged.RecipientStanza;
import com.exceptionfactory.jagged.RecipientStanzaWriter;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaWriterFactory;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** For whom something is encrypted: an X25519 public key as age writes it, {@code age1…}. Used by many threads. */
public final class Recipient {
    private static final String SECRET = "AGE-SECRET-KEY-";
    private static final int LENGTH = 62;

    private final String text;
    private final RecipientStanzaWriter writer;

    private Recipient(String text, RecipientStanzaWriter writer) {
        this.text = text;
        this.writer = writer;
    }

    /**
     * @throws LifeboatException CONFIGURATION_INVALID if it is not one; says what it seems to be instead, and never repeats
     *     what might be a secret
     */
    public static Recipient parse(String text) {
        String trimmed = text.strip();
        String upper = trimmed.toUpperCase(Locale.ROOT);
        if (upper.contains(SECRET) || upper.contains("PRIVATE KEY")) {
            throw invalid(
                    "a secret key stands where a recipient belongs; it is not repeated here. Give its public key (age1…, shown by"
                            + " age-keygen -y), and make a new key if this one may have been seen",
                    null);
        }
        if (upper.startsWith("AGE1PQ1") || upper.startsWith("SSH-") || isPlugin(upper)) {
            throw invalid(
                    "only X25519 recipients (age1… of 62 characters) can be used, no ssh, plugin or hybrid ones", null);
        }
        if (!trimmed.startsWith("age1") || trimmed.length() != LENGTH) {
            throw invalid(
                    "a recipient is 62 characters that begin with age1, not " + trimmed.length() + " others", null);
        }
        try {
            return new Recipient(trimmed, X25519RecipientStanzaWriterFactory.newRecipientStanzaWriter(trimmed));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw invalid(
                    "recipient " + trimmed.substring(0, RecipientFingerprint.LENGTH)
                            + "… is mistyped: its checksum does not match",
                    e);
        }
    }

    /** {@code age1name1…} belongs to a plugin; the data of an X25519 recipient has no 1. */
    private static boolean isPlugin(String upper) {
        return upper.startsWith("AGE1") && upper.indexOf('1', 4) > 0;
    }

    private static LifeboatException invalid(String why, @Nullable Throwable cause) {
        return new LifeboatException(ErrorCode.CONFIGURATION_INVALID, why, cause);
    }

    /** How documents name it. */
    public RecipientFingerprint fingerprint() {
        return new RecipientFingerprint(text.substring(0, RecipientFingerprint.LENGTH));
    }

    /** Wraps a file's key for this recipient. */
    List<AgeStanza> wrap(FileKey key) {
        try {
            List<AgeStanza> stanzas = new ArrayList<>();
            for (RecipientStanza stanza : writer.getRecipientStanzas(key)) {
                stanzas.add(AgeStanza.of(stanza.getType(), stanza.getArguments(), stanza.getBody()));
            }
            return stanzas;
        } catch (GeneralSecurityException e) {
            throw new LifeboatException(
                    ErrorCode.INTERNAL, "a key could not be wrapped for recipient " + fingerprint(), e);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Recipient recipient && recipient.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** {@code age1…} */
    @Override
    public String toString() {
        return text;
    }
}
