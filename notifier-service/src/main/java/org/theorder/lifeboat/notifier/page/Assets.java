package org.theorder.lifeboat.notifier.page;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Pattern;
import org.theorder.lifeboat.notifier.wording.Templates;

/**
 * Style and script as they are inlined, and the policy that allows exactly these bytes and nothing else.
 *
 * @param style less than 8 kB
 * @param script less than 3 kB; optional for readers
 */
record Assets(String style, String script) {
    // stands in both files for the number of seconds
    private static final String STALE_AFTER = "STALE_AFTER";
    private static final Pattern COMMENT = Pattern.compile("^//.*$", Pattern.MULTILINE);
    private static final Pattern STYLE_SPACE = Pattern.compile("\\s*([{};,>])\\s*|(?<=:)\\s+");
    private static final Pattern SPACE = Pattern.compile("\\s+");

    /** @param staleAfter how old a page may get before they turn it grey, in whole seconds */
    static Assets load(Duration staleAfter) {
        String seconds = Long.toString(staleAfter.toSeconds());
        return new Assets(
                style(Templates.resource("/page/style.css").replace(STALE_AFTER, seconds)),
                script(Templates.resource("/page/stale.js").replace(STALE_AFTER, seconds)));
    }

    /** The header {@code Content-Security-Policy} of every page; who may frame it is what only a header can say. */
    String policy() {
        return policyInside() + "; frame-ancestors 'none'";
    }

    /** The same as it stands in the page itself, for copies that others' servers give out without a header. */
    String policyInside() {
        return "default-src 'none'; style-src 'sha256-" + hash(style) + "'; script-src 'sha256-" + hash(script)
                + "'; img-src data:; base-uri 'none'; form-action 'self'";
    }

    private static String hash(String content) {
        return Hashes.base64(content.getBytes(StandardCharsets.UTF_8));
    }

    private static String style(String source) {
        String bare =
                Pattern.compile("/\\*.*?\\*/", Pattern.DOTALL).matcher(source).replaceAll("");
        String tight = STYLE_SPACE.matcher(SPACE.matcher(bare).replaceAll(" ")).replaceAll("$1");
        return tight.replace(";}", "}").strip();
    }

    private static String script(String source) {
        return SPACE.matcher(COMMENT.matcher(source).replaceAll(""))
                .replaceAll(" ")
                .strip();
    }
}
