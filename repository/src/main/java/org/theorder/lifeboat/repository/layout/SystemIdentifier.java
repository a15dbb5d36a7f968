package org.theorder.lifeboat.repository.layout;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * PostgreSQL's identifier of a database cluster, made by initdb; unsigned 64-bit, written in decimal. Source:
 * PostgreSQL {@code src/include/catalog/pg_control.h}.
 *
 * @param value the bits, unsigned
 */
public record SystemIdentifier(long value) implements Comparable<SystemIdentifier> {
    private static final Pattern TEXT = Pattern.compile("[1-9][0-9]{0,19}");

    /** @throws LifeboatException REQUEST_INVALID if the text is not an unsigned 64-bit number without leading zeros */
    @JsonCreator
    public static SystemIdentifier parse(String text) {
        try {
            if (TEXT.matcher(text).matches()) {
                return new SystemIdentifier(Long.parseUnsignedLong(text));
            }
        } catch (NumberFormatException tooLarge) {
            // 20 digits that exceed 64 bits: refused below like any other text
        }
        throw new LifeboatException(
                ErrorCode.REQUEST_INVALID,
                "'" + text.substring(0, Math.min(text.length(), 40)).replaceAll("\\p{Cntrl}", "?")
                        + "' is not a system identifier, for example 7526391832014812345");
    }

    @Override
    public int compareTo(SystemIdentifier other) {
        return Long.compareUnsigned(value, other.value);
    }

    @Override
    @JsonValue
    public String toString() {
        return Long.toUnsignedString(value);
    }
}
