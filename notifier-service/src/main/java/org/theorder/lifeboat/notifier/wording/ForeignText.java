package org.theorder.lifeboat.notifier.wording;

import java.util.regex.Pattern;

/**
 * Text that somebody else wrote, cut and cleaned once where it enters. What is left is still to be escaped by whoever
 * writes it into HTML; it can no longer break a mail header, hide its direction, or fill the page.
 */
public final class ForeignText {
    /** Longest title that is kept, in characters. */
    public static final int LONGEST_LINE = 200;

    /** Longest message that is kept, in characters. */
    public static final int LONGEST_BODY = 5_000;

    // control characters, separators that some readers take for a line end, and marks that reorder what people read
    private static final Pattern NOT_IN_A_LINE = Pattern.compile(
            "[\\p{Cntrl}\\u0080-\\u009F\\u2028\\u2029\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069\\uFEFF\\uFFFE\\uFFFF]+");
    private static final Pattern NOT_IN_A_BODY = Pattern.compile(
            "[\\p{Cntrl}\\u0080-\\u009F\\u2028\\u2029\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069\\uFEFF\\uFFFE\\uFFFF&&[^\\n\\t]]+");
    private static final Pattern LONE_SURROGATE =
            Pattern.compile("(?<![\\uD800-\\uDBFF])[\\uDC00-\\uDFFF]|[\\uD800-\\uDBFF](?![\\uDC00-\\uDFFF])");

    private ForeignText() {}

    /** One line of at most {@link #LONGEST_LINE} characters. */
    public static String line(String text) {
        return line(text, LONGEST_LINE);
    }

    /** One line of at most {@code longest} characters; line ends and control characters become single spaces. */
    public static String line(String text, int longest) {
        String head = beginning(text, longest * 4);
        String line = NOT_IN_A_LINE.matcher(whole(head)).replaceAll(" ").strip();
        return line.length() <= longest ? line : beginning(line, longest - 1).stripTrailing() + "…";
    }

    /** Lines, at most {@link #LONGEST_BODY} characters and a note about what was left out. */
    public static String body(String text) {
        String head = beginning(text, LONGEST_BODY);
        String lines = whole(head).replace("\r\n", "\n").replace('\r', '\n');
        String clean = NOT_IN_A_BODY.matcher(lines).replaceAll(" ").strip();
        return head.length() == text.length()
                ? clean
                : clean + "\n… (shortened: " + text.length() + " characters in all)";
    }

    /** The first {@code longest} characters, never half of one. */
    public static String beginning(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest;
        return text.substring(0, end);
    }

    private static String whole(String text) {
        return LONE_SURROGATE.matcher(text).replaceAll("?");
    }
}
