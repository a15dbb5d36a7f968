package org.theorder.lifeboat.notifier.subscriber;

/**
 * Stands in frozen words where each recipient gets a link of their own. It begins and ends with U+FFFE, which
 * {@code ForeignText} lets into no text.
 */
enum Placeholder {
    CONFIRM(Token.Purpose.CONFIRM, "/subscribe/confirm/"),
    UNSUBSCRIBE(Token.Purpose.UNSUBSCRIBE, "/unsubscribe/");

    private final Token.Purpose purpose;
    private final String path;

    Placeholder(Token.Purpose purpose, String path) {
        this.purpose = purpose;
        this.path = path;
    }

    Token.Purpose purpose() {
        return purpose;
    }

    String text() {
        return "\uFFFE" + name() + "\uFFFE";
    }

    /** @param base where people reach this service */
    String link(String base, Token token) {
        return base + path + token.text();
    }
}
