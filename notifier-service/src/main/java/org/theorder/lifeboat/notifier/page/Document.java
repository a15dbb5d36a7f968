package org.theorder.lifeboat.notifier.page;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * What a request gets: bytes that are ready to be sent.
 *
 * @param entityTag from the content alone, quoted, as it stands in the header
 */
@SuppressWarnings("ArrayRecordComponent") // the bytes are shared with every response and never compared
public record Document(String contentType, byte[] content, String entityTag) {
    public static final String HTML = "text/html;charset=UTF-8";
    public static final String JSON = "application/json;charset=UTF-8";
    public static final String TEXT = "text/plain;charset=UTF-8";

    public static Document of(String contentType, byte[] content) {
        byte[] hash = Hashes.sha256(content);
        String tag =
                Base64.getUrlEncoder().withoutPadding().encodeToString(hash).substring(0, 22);
        return new Document(contentType, content, '"' + tag + '"');
    }

    public static Document of(String contentType, String content) {
        return of(contentType, content.getBytes(StandardCharsets.UTF_8));
    }

    /** @param ifNoneMatch the request's header: {@code *} or a list of entity tags, weak ones too */
    public boolean matches(String ifNoneMatch) {
        for (String candidate : ifNoneMatch.split(",", -1)) {
            String tag = candidate.strip();
            if (tag.equals("*") || (tag.startsWith("W/") ? tag.substring(2) : tag).equals(entityTag)) {
                return true;
            }
        }
        return false;
    }
}
