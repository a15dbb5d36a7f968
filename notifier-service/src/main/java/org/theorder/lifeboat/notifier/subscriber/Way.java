package org.theorder.lifeboat.notifier.subscriber;

/** How a subscriber is reached. */
enum Way {
    MAIL("subscriber-mail"),
    WEBHOOK("subscriber-webhook");

    private final String channel;

    Way(String channel) {
        this.channel = channel;
    }

    /** As the ledger names it. */
    String channel() {
        return channel;
    }
}
