package org.theorder.lifeboat.notifier.pagerduty;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event as PagerDuty takes it (Events API v2, {@code POST /v2/enqueue}), without its routing key, which is a secret and
 * joins it when it leaves.
 *
 * @param eventAction trigger, acknowledge or resolve
 * @param dedupKey the same from every region: 255 characters at most
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record PagerDutyEvent(
        @JsonProperty("event_action") String eventAction,
        @JsonProperty("dedup_key") String dedupKey,
        @Nullable Payload payload,
        @Nullable List<Link> links,
        @Nullable String client) {
    /**
     * @param summary 1,024 characters at most
     * @param severity critical, error, warning or info
     * @param timestamp ISO 8601
     * @param kind the rule that fired
     */
    record Payload(
            String summary,
            String source,
            String severity,
            String timestamp,
            String component,
            String group,
            @JsonProperty("class") String kind,
            @JsonProperty("custom_details") Map<String, String> customDetails) {}

    record Link(String href, String text) {}
}
