package org.theorder.lifeboat.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** Which timeline recovery follows. As text {@code latest}, {@code current} or a number. */
public sealed interface TargetTimeline {
    /** The newest that leads to the target. */
    record Latest() implements TargetTimeline {
        @Override
        public String text() {
            return "latest";
        }
    }

    /** The one that the base backup was taken on. */
    record Current() implements TargetTimeline {
        @Override
        public String text() {
            return "current";
        }
    }

    /** @param number unsigned, not 0 */
    record Numbered(int number) implements TargetTimeline {
        @Override
        public String text() {
            return Integer.toUnsignedString(number);
        }
    }

    Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,9}");

    /** @throws LifeboatException REQUEST_INVALID if the text is none of the three */
    @JsonCreator
    static TargetTimeline parse(String text) {
        return switch (text) {
            case "latest" -> new Latest();
            case "current" -> new Current();
            default -> numbered(text);
        };
    }

    private static TargetTimeline numbered(String text) {
        if (!NUMBER.matcher(text).matches() || Long.parseLong(text) > 0xFFFF_FFFFL) {
            throw new LifeboatException(
                    ErrorCode.REQUEST_INVALID,
                    "'" + Shown.of(text) + "' is not a timeline to recover along: latest, current or a number");
        }
        return new Numbered(Integer.parseUnsignedInt(text));
    }

    @JsonValue
    String text();
}
