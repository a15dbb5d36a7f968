package org.theorder.lifeboat.repository.encryption;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * The first twenty characters of a recipient ({@code age1} and sixteen more, 80 bits): enough for people and programs to
 * find the key file that belongs to it ({@code grep} in its line "public key"), and not enough to encrypt to it.
 */
public record RecipientFingerprint(String value) implements Comparable<RecipientFingerprint> {
    static final int LENGTH = 20;
    private static final Pattern SHAPE = Pattern.compile("age1[023456789acdefghjklmnpqrstuvwxyz]{16}");

    /** @throws LifeboatException CORRUPT if it is not one */
    @JsonCreator
    public RecipientFingerprint {
        if (!SHAPE.matcher(value).matches()) {
            throw new LifeboatException(ErrorCode.CORRUPT, "the fingerprint of a recipient is malformed");
        }
    }

    static boolean isOne(String text) {
        return SHAPE.matcher(text).matches();
    }

    @JsonValue
    @Override
    public String value() {
        return value;
    }

    @Override
    public int compareTo(RecipientFingerprint other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
