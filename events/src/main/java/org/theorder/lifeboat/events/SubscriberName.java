package org.theorder.lifeboat.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** What a subscriber of the status page is called in every region, and in the ledgers: it tells nobody the address. */
public record SubscriberName(@JsonValue String value) {
    private static final Pattern ALLOWED = Pattern.compile("s[0-9a-f]{32}");

    /** @throws LifeboatException REQUEST_INVALID if the text is not {@code s} and 32 hexadecimal digits in lower case */
    @JsonCreator
    public SubscriberName {
        if (!ALLOWED.matcher(value).matches()) {
            throw new LifeboatException(
                    ErrorCode.REQUEST_INVALID,
                    "'" + Shown.of(value) + "' is not a subscriber name: an s and 32 hexadecimal digits in lower case");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
