package org.theorder.lifeboat.monitor.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.HashMap;
import java.util.Map;

/** What a kubelet's {@code /stats/summary} says of volumes (Kubernetes, {@code kubelet/pkg/apis/stats/v1alpha1}). */
final class KubeletStats {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private KubeletStats() {}

    /**
     * The usage of a file system.
     *
     * @param used bytes that are taken
     * @param capacity bytes in all
     */
    record Filled(long used, long capacity) {}

    /** By claim, of one namespace. */
    static Map<String, Filled> volumes(String summary, String namespace) throws JsonProcessingException {
        Map<String, Filled> byClaim = new HashMap<>();
        for (JsonNode pod : JSON.readTree(summary).path("pods")) {
            for (JsonNode volume : pod.path("volume")) {
                JsonNode claim = volume.path("pvcRef");
                long capacity = volume.path("capacityBytes").asLong();
                if (namespace.equals(claim.path("namespace").asText()) && capacity > 0) {
                    // what is not available to anybody counts as used, as df does it
                    long used = capacity
                            - volume.path("availableBytes")
                                    .asLong(capacity - volume.path("usedBytes").asLong());
                    byClaim.put(claim.path("name").asText(), new Filled(used, capacity));
                }
            }
        }
        return byClaim;
    }
}
