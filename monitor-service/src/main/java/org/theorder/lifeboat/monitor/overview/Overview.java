package org.theorder.lifeboat.monitor.overview;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that the page shows, in words; the template adds nothing but layout.
 *
 * @param evaluated when the checks were last evaluated; null if never
 * @param refreshing whether the page renews itself
 */
record Overview(
        Tone tone,
        String headline,
        List<Answer> answers,
        List<IncidentCard> incidents,
        List<ClusterCard> clusters,
        List<CheckRow> checks,
        String checksSummary,
        Moment now,
        @Nullable Moment evaluated,
        boolean refreshing) {

    /** A point in time for machines and for people. */
    record Moment(String iso, String text) {}

    /** A word with its colour and icon. */
    record Chip(Tone tone, String word) {}

    /** One of the two questions. */
    record Answer(Tone tone, String question, String answer, String detail) {}

    /**
     * A measured duration against what was promised, on a logarithmic scale.
     *
     * @param filled percent of the track
     * @param goal where the goal lies on it, in percent
     * @param label the same in words
     */
    record Bar(Tone tone, int filled, int goal, String label) {}

    /** One thing that is known, and when it was so. */
    record Line(
            String name, Tone tone, String text, @Nullable Moment at) {}

    /** One copy of a cluster. */
    record RegionRow(
            String name,
            Chip state,
            @Nullable Moment safeThrough,
            Bar rpo,
            String backup,
            @Nullable String trouble) {}

    record ClusterCard(
            String name,
            Chip stream,
            @Nullable String trouble,
            List<RegionRow> regions,
            List<Line> lines,
            @Nullable Bar rto) {}

    /** A name and a value. */
    record Pair(String name, String value) {}

    /** @param timeline newest first */
    record IncidentCard(
            String id,
            String title,
            Chip severity,
            Moment openedAt,
            String age,
            String team,
            @Nullable String acknowledgedBy,
            @Nullable String plan,
            List<Pair> facts,
            List<Line> timeline) {}

    record CheckRow(Chip state, String rule, String subject, String value, String since, String threshold) {}
}
