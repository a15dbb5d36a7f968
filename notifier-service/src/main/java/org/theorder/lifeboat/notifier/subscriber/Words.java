package org.theorder.lifeboat.notifier.subscriber;

/**
 * The words of a bulletin.
 *
 * @param text of a mail, or the JSON of a webhook; with a {@link Placeholder}
 * @param html empty for a webhook
 */
record Words(String text, String html) {
    Words with(Placeholder placeholder, String link) {
        return new Words(text.replace(placeholder.text(), link), html.replace(placeholder.text(), link));
    }
}
