package org.theorder.lifeboat.monitor.overview;

import java.util.List;

/** The objectives page in words; the template adds nothing but layout. */
record Objectives(List<Card> clusters) {

    /**
     * One cluster.
     *
     * @param goals what was promised
     * @param strips one for each region's recovery point, then one for the recovery time
     * @param regions the columns of the table
     * @param days newest first
     */
    record Card(String name, String goals, List<Strip> strips, List<String> regions, List<Row> days) {}

    /**
     * 90 days, oldest first.
     *
     * @param verdict over all of them
     * @param label the whole strip in words
     */
    record Strip(String name, Overview.Chip verdict, List<Day> days, String label) {}

    /**
     * A mark of the strip; its shape says the same as its colour.
     *
     * @param x place among the marks, from 0
     * @param style of the mark: met, missed, partly (nobody could say for some of it) or unseen-day
     */
    record Day(int x, String style, int y, int height) {}

    /** @param cells what was measured, region by region, then the recovery time */
    record Row(String day, List<String> cells) {}
}
