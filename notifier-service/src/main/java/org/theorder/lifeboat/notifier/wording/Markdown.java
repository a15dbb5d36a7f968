package org.theorder.lifeboat.notifier.wording;

import io.quarkus.qute.RawString;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The little Markdown that words about incidents may use: paragraphs, lists of lines that begin with {@code - } or
 * {@code * }, {@code **bold**}, {@code `code`} and {@code [links](https://…)} to http and https addresses. Everything else
 * is text: there is no way to write HTML.
 */
public final class Markdown {
    private static final Pattern BLANK_LINES = Pattern.compile("\\n\\s*\\n");
    private static final Pattern BULLET = Pattern.compile("[-*] +(?=\\S)");
    private static final Pattern MARKED = Pattern.compile("`(?<code>[^`\\n]+)`"
            + "|\\*\\*(?<bold>[^*\\n]+)\\*\\*"
            + "|\\[(?<text>[^\\[\\]\\n]+)\\]\\((?<link>https?://[^\\s()<>\"'`]+)\\)");

    private Markdown() {}

    /** As HTML that needs no further escaping. */
    public static RawString html(String text) {
        StringBuilder html = new StringBuilder();
        for (String block : BLANK_LINES.split(text.strip(), -1)) {
            List<String> lines = block.strip().lines().toList();
            int at = 0;
            while (at < lines.size()) {
                boolean list = isBullet(lines.get(at));
                int end = at;
                while (end < lines.size() && isBullet(lines.get(end)) == list) {
                    end++;
                }
                append(html, lines.subList(at, end), list);
                at = end;
            }
        }
        return new RawString(html.toString());
    }

    private static boolean isBullet(String line) {
        return BULLET.matcher(line).lookingAt();
    }

    private static void append(StringBuilder html, List<String> lines, boolean list) {
        if (list) {
            html.append("<ul>");
            lines.forEach(line -> html.append("<li>")
                    .append(inline(BULLET.matcher(line).replaceFirst("")))
                    .append("</li>"));
            html.append("</ul>");
        } else {
            html.append("<p>")
                    .append(String.join(
                            "<br>", lines.stream().map(Markdown::inline).toList()))
                    .append("</p>");
        }
    }

    private static String inline(String text) {
        StringBuilder html = new StringBuilder();
        Matcher marked = MARKED.matcher(text);
        int at = 0;
        while (marked.find()) {
            html.append(escaped(text.substring(at, marked.start())));
            if (marked.group("code") != null) {
                html.append("<code>").append(escaped(marked.group("code"))).append("</code>");
            } else if (marked.group("bold") != null) {
                html.append("<strong>").append(inline(marked.group("bold"))).append("</strong>");
            } else {
                html.append("<a href=\"")
                        .append(escaped(marked.group("link")))
                        .append("\" rel=\"nofollow noopener\">")
                        .append(inline(marked.group("text")))
                        .append("</a>");
            }
            at = marked.end();
        }
        return html.append(escaped(text.substring(at))).toString();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
