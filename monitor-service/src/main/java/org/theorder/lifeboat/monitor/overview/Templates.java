package org.theorder.lifeboat.monitor.overview;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/** The pages, and the parts of the overview that are renewed one by one. */
@CheckedTemplate(basePath = "overview")
final class Templates {
    private Templates() {}

    static native TemplateInstance overview(OverviewParts parts, PageFrame frame);

    static native TemplateInstance banner(Overview page);

    static native TemplateInstance incidents(Overview page);

    static native TemplateInstance work(Overview page);

    static native TemplateInstance cluster(Overview.ClusterCard cluster);

    static native TemplateInstance history(Overview.ClusterCard cluster);

    static native TemplateInstance storage(Overview page);

    static native TemplateInstance checks(Overview page);

    static native TemplateInstance backup(String cluster, BackupForm form, Troubles troubles, PageFrame frame);

    static native TemplateInstance restore(
            String cluster, RestoreForm form, Windows windows, Troubles troubles, PageFrame frame);

    static native TemplateInstance acknowledgement(
            Overview.IncidentCard incident, String by, Troubles troubles, PageFrame frame);

    static native TemplateInstance objectives(Objectives page, PageFrame frame);
}
