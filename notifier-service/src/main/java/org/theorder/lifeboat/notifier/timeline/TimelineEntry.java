package org.theorder.lifeboat.notifier.timeline;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * One thing that was said, as it is signed.
 *
 * @param sequence from 1, in the order in which it became known in this region
 * @param region which recorded it; each has a chain of its own
 * @param line what was said, by a name that is the same in every region
 * @param at ISO 8601
 * @param previous SHA-256 of the entry before, in hexadecimal; zeros for the first
 */
@JsonPropertyOrder({"sequence", "incident", "region", "line", "at", "status", "impact", "automatic", "body", "previous"
})
public record TimelineEntry(
        int sequence,
        String incident,
        String region,
        String line,
        String at,
        String status,
        String impact,
        boolean automatic,
        String body,
        String previous) {
    /** What stands for the entry before the first. */
    public static final String NOTHING_BEFORE = "0".repeat(64);

    private static final JsonMapper JSON = JsonMapper.builder().build();

    String json() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new LifeboatException(ErrorCode.INTERNAL, "an entry of a timeline cannot be written as JSON", e);
        }
    }

    static String hash(String entry) {
        try {
            byte[] bytes = entry.getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}
