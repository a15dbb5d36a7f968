package org.theorder.lifeboat.notifier.wording;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class MarkdownTest {
    @Test
    void paragraphsAndListsAndLinesStayWhatTheyAre() {
        html("One.\nStill one.\n\n\nTwo:\n- a\n* b\nAfter it.")
                .isEqualTo("<p>One.<br>Still one.</p><p>Two:</p><ul><li>a</li><li>b</li></ul><p>After it.</p>");
    }

    @Test
    void boldCodeAndLinksAreMarked() {
        html("**Do not** run `rm -rf **x**`, read [the *plan*](https://the-order.org/a?b=1&c=2).")
                .isEqualTo(
                        "<p><strong>Do not</strong> run <code>rm -rf **x**</code>, read "
                                + "<a href=\"https://the-order.org/a?b=1&amp;c=2\" rel=\"nofollow noopener\">the *plan*</a>.</p>");
    }

    @Test
    void htmlIsText() {
        html("<script>alert('1')</script> **<b onclick=\"x\">** `<img src=x>` &amp;")
                .isEqualTo(
                        "<p>&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; "
                                + "<strong>&lt;b onclick=&quot;x&quot;&gt;</strong> <code>&lt;img src=x&gt;</code> &amp;amp;</p>");
    }

    @Test
    void onlyWebAddressesAreLinksAndNoneLeavesItsAttribute() {
        for (String address : new String[] {
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "data:text/html,x",
            "//evil.example",
            "https://x\"onmouseover=alert(1)",
            "https://x'><script>",
            "https://x y",
            "vbscript:https://x"
        }) {
            html("[click](" + address + ")").doesNotContain("<a ").doesNotContain("<script");
        }
        html("[a](https://one.example)[b](http://two.example)").contains(">a</a><a href=\"http://two.example\"");
        html("[[a](https://one.example)](https://two.example)").containsOnlyOnce("<a ");
    }

    @Test
    void whatIsNotClosedIsText() {
        html("**a `b [c](https://x").isEqualTo("<p>**a `b [c](https://x</p>");
        html("2 ** 3 and 4 * 5\n-not a list\n****").doesNotContain("<strong").doesNotContain("<ul");
        html("").isEmpty();
    }

    @Test
    void whatIsMadeToTakeLongDoesNot() {
        for (String piece : new String[] {"**", "`", "[", "[a](", "[a](https://x", "**a", "- ", "\n \n", "**a**`"}) {
            Assertions.assertTimeoutPreemptively(
                    Duration.ofSeconds(20), () -> Markdown.html(piece.repeat(ForeignText.LONGEST_BODY)));
        }
    }

    private static AbstractStringAssert<?> html(String text) {
        return assertThat(Markdown.html(text).toString());
    }
}
