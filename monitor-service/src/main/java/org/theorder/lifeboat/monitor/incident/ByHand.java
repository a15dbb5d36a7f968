package org.theorder.lifeboat.monitor.incident;

import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** What people write. */
public final class ByHand {
    /** Characters of a name. */
    public static final int LONGEST_NAME = 80;

    /** Characters of a text. */
    public static final int LONGEST_TEXT = 2_000;

    private ByHand() {}

    /**
     * @param what the person does, for the error
     * @throws LifeboatException REQUEST_INVALID if it is no name
     */
    public static String person(@Nullable String by, String what) {
        String name = by == null ? "" : by.strip();
        if (name.isEmpty() || name.length() > LONGEST_NAME || name.chars().anyMatch(Character::isISOControl)) {
            throw new LifeboatException(
                    ErrorCode.REQUEST_INVALID,
                    "by must say " + what + ", in at most " + LONGEST_NAME + " characters: {\"by\": \"anna\"}");
        }
        return name;
    }

    /** @throws LifeboatException REQUEST_INVALID if there is none, or it is too long */
    public static String text(@Nullable String text) {
        String stripped = text == null ? "" : text.strip();
        if (stripped.isEmpty() || stripped.length() > LONGEST_TEXT) {
            throw new LifeboatException(
                    ErrorCode.REQUEST_INVALID, "text must say something, in at most " + LONGEST_TEXT + " characters");
        }
        return stripped;
    }
}
