package org.theorder.lifeboat.monitor.rule;

import java.util.regex.Pattern;

/** Which subjects: their name, with {@code *} for any characters, for example {@code shop/*}. */
public record SubjectPattern(String text) {
    /** Whether a subject is one of them. */
    public boolean matches(String subject) {
        return Pattern.matches(Pattern.quote(text).replace("*", "\\E.*\\Q"), subject);
    }

    @Override
    public String toString() {
        return text;
    }
}
