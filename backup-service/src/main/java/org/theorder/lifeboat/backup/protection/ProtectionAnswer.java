package org.theorder.lifeboat.backup.protection;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ProtectionReported;

/**
 * How safe a cluster is, as REST tells it: the fields of the event, and where they come from.
 *
 * @param relayed whose report this is, if another replica streams the cluster; null if the one that answers has measured it
 */
public record ProtectionAnswer(
        @JsonUnwrapped ProtectionReported report, @Nullable Relayed relayed) {
    /**
     * Another replica's report.
     *
     * @param replica {@code host/pid}
     * @param ageSeconds how long ago it was told
     */
    public record Relayed(String replica, long ageSeconds) {}
}
