package org.theorder.lifeboat.notifier.atlassian;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;

/**
 * An incident as {@code POST /v1/pages/{page}/incidents} and {@code PATCH …/{id}} take it (developer.statuspage.io).
 *
 * @param status investigating, identified, monitoring or resolved
 * @param impactOverride none, minor, major or critical
 * @param componentIds whose status the channel adds when it sends this: it may have got better or worse by then
 * @param metadata ours: {@code lifeboat.incident_id}, by which the incident is found again
 */
record PushedIncident(
        String name,
        String status,
        String body,
        @JsonProperty("impact_override") String impactOverride,
        @JsonProperty("component_ids") List<String> componentIds,
        Map<String, Map<String, String>> metadata) {
    /** The request's body. */
    record Request(PushedIncident incident) {}
}
