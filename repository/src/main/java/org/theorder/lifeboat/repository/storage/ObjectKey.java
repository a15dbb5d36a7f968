package org.theorder.lifeboat.repository.storage;

import java.util.regex.Pattern;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * What a key may look like: segments of ASCII letters, digits, dots, dashes and underscores, separated by single
 * slashes; no segment begins with a dot; 512 characters at most. So a key is a safe relative path on every file system
 * and a plain name in every object store.
 */
public final class ObjectKey {
    private static final int LONGEST = 512;
    private static final Pattern ALLOWED =
            Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*");
    private static final Pattern PREFIX =
            Pattern.compile("([A-Za-z0-9_-][A-Za-z0-9._-]*/)*([A-Za-z0-9_-][A-Za-z0-9._-]*)?");

    private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*");

    private ObjectKey() {}

    /** Whether a file of this name may be an object or a folder of objects; {@code lost+found} may not. */
    static boolean isSegment(String name) {
        return SEGMENT.matcher(name).matches();
    }

    /** Whether this can be a key: what strangers put beside our objects often cannot. */
    static boolean isKey(String text) {
        return text.length() <= LONGEST && ALLOWED.matcher(text).matches();
    }

    /** @throws LifeboatException REQUEST_INVALID if this cannot be a key */
    public static String checked(String key) {
        return checked(key, ALLOWED, "an object key");
    }

    /** @throws LifeboatException REQUEST_INVALID if no key can begin like this */
    public static String checkedPrefix(String prefix) {
        return checked(prefix, PREFIX, "the beginning of an object key");
    }

    private static String checked(String text, Pattern allowed, String what) {
        if (text.length() > LONGEST || !allowed.matcher(text).matches()) {
            String shown = text.replaceAll("\\p{Cntrl}", "?");
            throw new LifeboatException(
                    ErrorCode.REQUEST_INVALID,
                    "'" + (shown.length() > 80 ? shown.substring(0, 80) + "…" : shown) + "' is not " + what
                            + ": letters, digits, dots, dashes and underscores between single slashes, no segment beginning with a dot");
        }
        return text;
    }
}
