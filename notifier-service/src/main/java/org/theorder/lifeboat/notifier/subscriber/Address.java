package org.theorder.lifeboat.notifier.subscriber;

import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * Where a subscriber is reached, checked: a mail address (RFC 5321 without quoted local parts and address literals) or an
 * http address. Only ASCII, so that no letter of another script can pass for one that people know.
 *
 * @param text the mail address with its domain in lower case, or the URL
 */
record Address(Way way, String text) {
    private static final int LONGEST_MAIL = 254;
    private static final int LONGEST_URL = 1_000;
    private static final Pattern MAIL = Pattern.compile(
            "([A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*)"
                    + "@((?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)+[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9]))");

    /** @throws LifeboatException REQUEST_INVALID saying what is wrong, in words for whoever typed it */
    static Address parse(String typed) {
        String text = typed.strip();
        if (text.isEmpty()) {
            throw invalid("Please type a mail address, or the address of a webhook.");
        }
        if (text.length() > LONGEST_URL) {
            throw invalid("That is longer than any address: " + text.length() + " characters.");
        }
        if (text.chars().anyMatch(c -> c <= ' ' || c == 0x7F)) {
            throw invalid("An address is one line without spaces.");
        }
        if (text.chars().anyMatch(c -> c > '~')) {
            throw invalid(
                    "Please write it with the letters a to z only; a domain in another script has a form that begins"
                            + " with xn--.");
        }
        return text.contains("://") ? webhook(text) : mail(text);
    }

    /** Two addresses with the same one are the same subscriber. */
    String identity() {
        return switch (way) {
            case MAIL -> text.toLowerCase(Locale.ROOT);
            case WEBHOOK -> text;
        };
    }

    /** For people who need not know it. */
    String masked() {
        return switch (way) {
            case MAIL -> text.charAt(0) + "…" + text.substring(text.lastIndexOf('@'));
            case WEBHOOK -> URI.create(text).resolve("/") + "…";
        };
    }

    @Override
    public String toString() {
        return masked();
    }

    private static Address mail(String text) {
        Matcher matcher = MAIL.matcher(text);
        if (!matcher.matches()
                || text.length() > LONGEST_MAIL
                || matcher.group(1).length() > 64) {
            throw invalid("That is no mail address; it looks like name@example.org.");
        }
        return new Address(Way.MAIL, matcher.group(1) + "@" + domain(matcher.group(2)));
    }

    private static String domain(String text) {
        try {
            return IDN.toASCII(text, IDN.USE_STD3_ASCII_RULES).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            throw new LifeboatException(
                    ErrorCode.REQUEST_INVALID, "That is no mail address: there is no domain " + text + ".", e);
        }
    }

    private static Address webhook(String text) {
        try {
            URI url = new URI(text);
            boolean http = "https".equalsIgnoreCase(url.getScheme()) || "http".equalsIgnoreCase(url.getScheme());
            if (!http || url.getHost() == null || url.getUserInfo() != null || url.getFragment() != null) {
                throw invalid(
                        "The address of a webhook looks like https://example.org/hook, without a name, a password or"
                                + " a # in it.");
            }
            return new Address(Way.WEBHOOK, url.toASCIIString());
        } catch (URISyntaxException e) {
            throw new LifeboatException(
                    ErrorCode.REQUEST_INVALID, "That is no address of a webhook: " + e.getReason() + ".", e);
        }
    }

    private static LifeboatException invalid(String message) {
        return new LifeboatException(ErrorCode.REQUEST_INVALID, message);
    }
}
