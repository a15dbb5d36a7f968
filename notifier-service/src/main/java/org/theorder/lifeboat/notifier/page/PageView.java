package org.theorder.lifeboat.notifier.page;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.notifier.status.Evidence;

/**
 * The front page, ready for its template.
 *
 * @param details lines below the headline
 * @param elsewhere the page to read instead; null if it is this one, or if nobody knows where it is
 * @param safety null if no database is declared
 * @param recoveries what is being restored
 * @param maintenances that run or begin within 14 days, the next first
 * @param moreOpen says how many open incidents are only in the history; null if none
 */
public record PageView(
        Mark mark,
        String headline,
        List<String> details,
        @Nullable Elsewhere elsewhere,
        @Nullable SafetyLine safety,
        List<RecoveryLine> recoveries,
        List<IncidentView> open,
        @Nullable String moreOpen,
        List<IncidentView> maintenances,
        List<SectionView> sections,
        List<DayView> days) {
    /** The page of another region. */
    public record Elsewhere(String region, String url) {}

    /**
     * Up to when data is safe.
     *
     * @param glyph what stands inside the shield
     * @param note an addition; null if none
     */
    public record SafetyLine(
            Mark mark,
            String glyph,
            Evidence claim,
            @Nullable String note) {}

    /**
     * A group, or components that stand alone.
     *
     * @param name null without a group
     */
    public record SectionView(
            @Nullable String name, @Nullable String description, Mark mark, List<ComponentView> components) {}

    /** One component with its evidence. */
    public record ComponentView(
            String id,
            String name,
            @Nullable String description,
            Mark mark,
            List<Evidence> evidence,
            UptimeView strip) {}

    /**
     * A day with incidents, or a row of days without.
     *
     * @param note why there is nothing; empty for a day with incidents
     * @param more says how many more there were; null if none
     */
    public record DayView(
            String title,
            boolean folded,
            String note,
            List<IncidentView> incidents,
            @Nullable String more) {}
}
