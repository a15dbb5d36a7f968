package org.theorder.lifeboat.restore.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.EventJson;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RestoreRequested;

/**
 * All that a pod is told: the request, and how to fulfil it. No secret is in it, only the files that secrets are mounted as.
 *
 * @param requestedAt the restore time counts from here
 * @param regions in the order of preference
 * @param identities folder of age identities; null if there are none
 * @param root what the directory of the request must lie below
 * @param postgres folders with the programs, comma-separated
 * @param dataAgeLimit of a drill, which is made modestly; null of a live restore
 */
public record RestoreOrder(
        RestoreRequested request,
        Instant requestedAt,
        List<Region> regions,
        @Nullable String identities,
        String root,
        String postgres,
        String superuser,
        boolean collationChangeAccepted,
        Map<String, String> isolatedSettings,
        List<Question> assertions,
        @Nullable Duration dataAgeLimit) {
    /** The environment variable that it comes in. */
    public static final String VARIABLE = "LIFEBOAT_ORDER";

    private static final ObjectMapper JSON = EventJson.strict(new ObjectMapper());

    /** A copy of the repository and the files that open it. */
    public record Region(
            String name,
            String url,
            @Nullable String credentialsFile,
            @Nullable String caFile,
            @Nullable String proxy) {}

    /** A question to the restored data, as it is configured. */
    public record Question(
            String name,
            @Nullable String database,
            String sql,
            @Nullable String expected) {}

    public String write() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new LifeboatException(ErrorCode.INTERNAL, "an order cannot be written as JSON", e);
        }
    }

    /** @throws LifeboatException REQUEST_INVALID if the text is no order */
    public static RestoreOrder read(String json) {
        try {
            return JSON.readValue(json, RestoreOrder.class);
        } catch (JsonProcessingException e) {
            throw new LifeboatException(
                    ErrorCode.REQUEST_INVALID, VARIABLE + " is no order: " + e.getOriginalMessage(), e);
        }
    }
}
