package org.theorder.lifeboat.notifier.subscriber;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page with one thing to say, and perhaps one button.
 *
 * @param css colour and icon; {@code pl} for neither
 * @param button what it does; null for none
 * @param action where it goes
 * @param secret to be copied; null for none
 */
public record NoticeView(
        String css,
        String heading,
        List<String> paragraphs,
        @Nullable String button,
        @Nullable String action,
        @Nullable String secret) {
    private static final String PLAIN = "pl";

    /** Whether it stands with an icon. */
    public boolean marked() {
        return !css.equals(PLAIN);
    }

    public static NoticeView checkYourMail(String validFor) {
        return said(
                PLAIN,
                "Check your mail",
                "If that address can be told, a message is on its way to it. The link in it begins the subscription and is"
                        + " valid for " + validFor + ".",
                "Nothing came? Look among the unwanted mail, or try again later: no address is asked more than a few times"
                        + " a day.");
    }

    public static NoticeView checkYourWebhook(String validFor) {
        return said(
                PLAIN,
                "Look at what your webhook got",
                "If that address can be told, a message of type subscription.confirm is on its way to it. The confirm_url in"
                        + " it begins the subscription and is valid for " + validFor + ".");
    }

    public static NoticeView confirm(String address, String components, String action) {
        return new NoticeView(
                PLAIN,
                "Confirm your subscription",
                List.of("Send " + address + " what happens to " + components + "?"),
                "Yes, keep me informed",
                action,
                null);
    }

    /** @param secret of a webhook; null for mail */
    public static NoticeView confirmed(String address, String components, @Nullable String secret) {
        return new NoticeView(
                "ok",
                "You are subscribed",
                List.of(
                        address + " will be told what happens to " + components + ".",
                        secret == null
                                ? "Every message has a link that ends this."
                                : "Every message has an unsubscribe_url, and is signed as Standard Webhooks says, with this"
                                        + " secret. It is shown only now."),
                null,
                null,
                secret);
    }

    public static NoticeView unsubscribe(String address, String action) {
        return new NoticeView(
                PLAIN,
                "Unsubscribe?",
                List.of("Send nothing more to " + address + ", and delete the address?"),
                "Unsubscribe",
                action,
                null);
    }

    public static NoticeView unsubscribed() {
        return said(
                "ok",
                "You are unsubscribed",
                "Nothing more will be sent, and the address is deleted. A message that is just under way may still come.");
    }

    public static NoticeView linkIsOver() {
        return said(
                "un",
                "This link is not valid any more",
                "It was used already, or it is too old. Whoever unsubscribed is sent nothing more; whoever wants to"
                        + " subscribe can ask for a new link.");
    }

    private static NoticeView said(String css, String heading, String... paragraphs) {
        return new NoticeView(css, heading, List.of(paragraphs), null, null, null);
    }
}
