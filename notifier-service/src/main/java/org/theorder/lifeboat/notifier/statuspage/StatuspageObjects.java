package org.theorder.lifeboat.notifier.statuspage;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The objects of the Statuspage v2 API, key by key (https://metastatuspage.com/api); keys are in snake case on the wire. */
public final class StatuspageObjects {
    private StatuspageObjects() {}

    /** Whose page it is. */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Page(String id, String name, String url, String timeZone, Instant updatedAt) {}

    /**
     * All of it in a word.
     *
     * @param indicator none, minor, major, critical or maintenance
     * @param description for example {@code All Systems Operational}
     */
    public record Overall(String indicator, String description) {}

    /**
     * A component, or a group of them.
     *
     * @param status operational, under_maintenance, degraded_performance, partial_outage or major_outage
     * @param components ids of the children; absent, not null, unless this is a group
     */
    @JsonNaming(SnakeCaseStrategy.class)
    public record ComponentObject(
            String id,
            String name,
            String status,
            Instant createdAt,
            Instant updatedAt,
            int position,
            @Nullable String description,
            boolean showcase,
            @Nullable LocalDate startDate,
            @Nullable String groupId,
            String pageId,
            boolean group,
            boolean onlyShowIfDegraded,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            List<String> components) {}

    /** An incident with everything that was said about it, newest first. */
    @JsonNaming(SnakeCaseStrategy.class)
    public record IncidentObject(
            String id,
            String name,
            String status,
            Instant createdAt,
            Instant updatedAt,
            @Nullable Instant monitoringAt,
            @Nullable Instant resolvedAt,
            String impact,
            String shortlink,
            Instant startedAt,
            String pageId,
            List<UpdateObject> incidentUpdates,
            List<ComponentObject> components,
            @Nullable String reminderIntervals) {}

    /** Announced work: as an incident, with its times. */
    @JsonNaming(SnakeCaseStrategy.class)
    public record MaintenanceObject(
            @JsonUnwrapped IncidentObject incident, Instant scheduledFor, Instant scheduledUntil) {}

    /** One thing that was said. */
    @JsonNaming(SnakeCaseStrategy.class)
    public record UpdateObject(
            String id,
            String status,
            String body,
            String incidentId,
            Instant createdAt,
            Instant updatedAt,
            Instant displayAt,
            @Nullable List<AffectedComponent> affectedComponents,
            boolean deliverNotifications,
            @Nullable String customTweet,
            @Nullable String tweetId) {}

    /**
     * What an update did to a component.
     *
     * @param code the component's id
     * @param name with its group: {@code Databases - Shop database}
     */
    @JsonNaming(SnakeCaseStrategy.class)
    public record AffectedComponent(String code, String name, String oldStatus, String newStatus) {}

    /**
     * Ours, beside the Statuspage objects.
     *
     * @param epoch counts the promotions of another region; 1 before the first
     * @param supersededBy the region whose page is to be read instead; null if it is not known that another one is
     * @param dataSafeThrough null if that is not known
     * @param rpoActualS how long ago that is, in seconds
     * @param lastProvenRestore when a restore last passed its checks, the oldest over all databases; null if one has none
     * @param recovery how far the oldest running recovery is; null if none runs
     * @param unknownComponents what has no fresh evidence; the API has no word for it and says degraded_performance
     */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Lifeboat(
            Instant generatedAt,
            String servedFrom,
            long epoch,
            @Nullable String supersededBy,
            @Nullable Instant dataSafeThrough,
            long rpoTargetS,
            @Nullable Long rpoActualS,
            @Nullable Instant lastProvenRestore,
            @Nullable RecoveryObject recovery,
            List<String> unknownComponents,
            boolean drill) {}

    /**
     * A recovery that runs.
     *
     * @param plan what is done, for example {@code restore shop}
     * @param step from 1
     * @param etaFrom null if nothing says when it will end
     * @param basis what the times rest on, for example {@code 23 drills}; null without them
     */
    @JsonNaming(SnakeCaseStrategy.class)
    public record RecoveryObject(
            String plan,
            int step,
            int steps,
            @Nullable Instant etaFrom,
            @Nullable Instant etaTo,
            @Nullable String basis) {}

    /**
     * {@code summary.json}.
     *
     * @param lifeboat absent, not null, in the strict form
     */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Summary(
            Page page,
            List<ComponentObject> components,
            List<IncidentObject> incidents,
            List<MaintenanceObject> scheduledMaintenances,
            Overall status,

            @JsonProperty("x_lifeboat") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Lifeboat lifeboat) {}

    /** {@code status.json}. */
    public record StatusAnswer(Page page, Overall status) {}

    /** {@code components.json}. */
    public record ComponentsAnswer(Page page, List<ComponentObject> components) {}

    /** {@code incidents.json} and {@code incidents/unresolved.json}. */
    public record IncidentsAnswer(Page page, List<IncidentObject> incidents) {}

    /** {@code scheduled-maintenances*.json}. */
    @JsonNaming(SnakeCaseStrategy.class)
    public record MaintenancesAnswer(Page page, List<MaintenanceObject> scheduledMaintenances) {}
}
