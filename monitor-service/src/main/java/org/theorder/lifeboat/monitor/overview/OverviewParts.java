package org.theorder.lifeboat.monitor.overview;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The overview as HTML, in parts that change at different times.
 *
 * @param headline what the banner says
 * @param clusters names, in order
 * @param html by the id of the element that it fills
 */
record OverviewParts(Tone tone, String headline, List<String> clusters, Map<String, String> html) {

    static OverviewParts of(Overview page) {
        Map<String, String> html = new LinkedHashMap<>();
        html.put("banner", Templates.banner(page).render());
        html.put("incidents", Templates.incidents(page).render());
        html.put("work", Templates.work(page).render());
        for (Overview.ClusterCard cluster : page.clusters()) {
            html.put("cluster-" + cluster.name(), Templates.cluster(cluster).render());
            html.put("history-" + cluster.name(), Templates.history(cluster).render());
        }
        html.put("storage", Templates.storage(page).render());
        html.put("checks", Templates.checks(page).render());
        return new OverviewParts(
                page.tone(),
                page.headline(),
                page.clusters().stream().map(Overview.ClusterCard::name).toList(),
                html);
    }

    /** The title of the page. */
    public String title() {
        return tone.icon() + " " + headline + " · Lifeboat overview";
    }

    /** What fills an element. */
    public String part(String id) {
        return html.getOrDefault(id, "");
    }

    public String cluster(String name) {
        return part("cluster-" + name);
    }

    public String history(String name) {
        return part("history-" + name);
    }
}
