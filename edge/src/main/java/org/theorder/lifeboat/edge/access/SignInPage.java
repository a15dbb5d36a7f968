package org.theorder.lifeboat.edge.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The form, as HTML that needs neither scripts nor anything from elsewhere. */
final class SignInPage {
    private static final String STYLE = """
            :root{color-scheme:light dark;--bg:#fff;--surface:#f6f8fa;--text:#1f2328;--muted:#57606a;--line:#8c959f;--link:#0550ae;--bad:#a40e26}
            @media (prefers-color-scheme:dark){:root{--bg:#0d1117;--surface:#161b22;--text:#e6edf3;--muted:#9198a1;--line:#6e7681;--link:#79c0ff;--bad:#ff7b72}}
            *{box-sizing:border-box}
            body{margin:0;background:var(--bg);color:var(--text);font:16px/24px system-ui,sans-serif}
            main{max-width:26rem;margin:0 auto;padding:48px 16px}
            h1{font-size:22px;line-height:28px;margin:0 0 16px}
            p{margin:0 0 16px}
            .hint{margin-top:8px;color:var(--muted);font-size:14px;line-height:20px}
            .bad{color:var(--bad);font-weight:600}
            label{display:block;font-weight:600;margin-bottom:4px}
            input,button{width:100%;min-height:44px;padding:8px 12px;font:inherit;color:inherit;border:1px solid var(--line);border-radius:8px;background:var(--surface)}
            button{margin-top:16px;font-weight:600;color:var(--link);border-color:var(--link);cursor:pointer}
            :focus-visible{outline:3px solid var(--link);outline-offset:2px}
            form+form{margin-top:32px}
            """;

    /** Nothing but this page's own style and empty icon, and its form only to this service. */
    static final String CONTENT_SECURITY_POLICY = "default-src 'none'; style-src 'sha256-" + hash(STYLE)
            + "'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private SignInPage() {}

    /**
     * @param next where to go afterwards, already known to be a local path
     * @param trouble why the last try did not work; null on the first
     * @param signedIn whether to offer signing out
     */
    static String html(String next, @Nullable String trouble, boolean signedIn) {
        String alert =
                trouble == null ? "" : "<p class=\"bad\" role=\"alert\" id=\"trouble\">" + escape(trouble) + "</p>";
        String invalid = trouble == null ? "" : " aria-invalid=\"true\" aria-errormessage=\"trouble\"";
        String out = signedIn ? "<form method=\"post\" action=\"/sign-out\"><button>Sign out</button></form>" : "";
        return """
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>Sign in · Lifeboat</title>
                <link rel="icon" href="data:,">
                <style>%s</style>
                </head>
                <body>
                <main>
                <h1>Sign in to Lifeboat</h1>
                %s
                <form method="post" action="/sign-in">
                <input type="hidden" name="next" value="%s">
                <input type="text" name="username" value="lifeboat" autocomplete="username" hidden>
                <label for="token">Token</label>
                <input id="token" name="token" type="password" autocomplete="current-password" required autofocus spellcheck="false" aria-describedby="hint"%s>
                <p class="hint" id="hint">The viewer or operator token of this installation. With the viewer token this browser may then read; with the operator token it may also ask for what the pages offer.</p>
                <button type="submit">Sign in</button>
                </form>
                %s
                </main>
                </body>
                </html>
                """.formatted(STYLE, alert, escape(next), invalid, out);
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private static String hash(String style) {
        try {
            byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(sha256);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
