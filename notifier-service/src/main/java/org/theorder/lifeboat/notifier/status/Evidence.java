package org.theorder.lifeboat.notifier.status;

import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.notifier.wording.Moment;

/**
 * One line of evidence; the time in it apart, so that HTML can mark it up.
 *
 * @param before the text up to the time, with the space that follows
 * @param moment null if the line has no time
 * @param after the text behind it
 */
public record Evidence(String before, @Nullable Moment moment, String after) {
    public static Evidence of(String text) {
        return new Evidence(text, null, "");
    }

    public String text() {
        return moment == null ? before + after : before + moment.text() + after;
    }
}
