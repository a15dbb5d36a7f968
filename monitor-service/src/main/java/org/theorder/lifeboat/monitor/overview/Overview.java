package org.theorder.lifeboat.monitor.overview;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that the page shows, in words; the template adds nothing but layout.
 *
 * @param evaluated when the checks were last evaluated; null if never
 * @param work what was asked for, runs or ended lately
 * @param nextDrill when the next restore is rehearsed, or why nobody knows
 */
record Overview(
        Tone tone,
        String headline,
        List<Answer> answers,
        List<IncidentCard> incidents,
        List<WorkRow> work,
        List<ClusterCard> clusters,
        List<StorageRow> storage,
        Line nextDrill,
        List<CheckRow> checks,
        String checksSummary,
        Moment now,
        @Nullable Moment evaluated) {

    /** Whether a check is not as it should be. */
    public boolean checksNeedLooking() {
        return checks.stream().anyMatch(check -> check.state().tone() != Tone.GOOD);
    }

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

    /** @param history null if nothing was measured yet */
    record ClusterCard(
            String name,
            Chip stream,
            @Nullable String trouble,
            List<RegionRow> regions,
            List<Line> lines,
            @Nullable Bar rto,
            Chain chain,
            @Nullable History history) {}

    /**
     * The backups of the last days on a line.
     *
     * @param label the same in words
     */
    record Chain(List<Mark> marks, String label) {}

    /**
     * One backup on the line.
     *
     * @param x percent of the line, for example {@code 12.50}
     * @param full whether it is a full one
     * @param proven whether a restore or drill that used it passed
     */
    record Mark(String x, boolean full, boolean proven) {}

    /**
     * What a disaster would have cost, over the last day.
     *
     * @param series for the chart, as JSON
     * @param label the same in words
     * @param hours newest first
     */
    record History(String series, String label, List<Pair> hours) {}

    /**
     * Something that was asked for, runs or has ended.
     *
     * @param detail how far it is, or how it ended
     * @param percent of the whole; null while nobody can say, or when it is over
     */
    record WorkRow(
            String id,
            Chip state,
            String purpose,
            String asked,
            String detail,
            @Nullable Integer percent) {}

    /**
     * How full something is.
     *
     * @param percent null if unknown
     */
    record StorageRow(String name, Chip state, @Nullable Integer percent, String value) {}

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
            List<Line> timeline) {
        /** The newest line alone. */
        public List<Line> newest() {
            return timeline.stream().limit(1).toList();
        }
    }

    record CheckRow(Chip state, String rule, String subject, String value, String since, String threshold) {}
}
