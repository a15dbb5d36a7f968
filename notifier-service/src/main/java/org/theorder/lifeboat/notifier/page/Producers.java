package org.theorder.lifeboat.notifier.page;

import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.theorder.lifeboat.notifier.component.Catalog;
import org.theorder.lifeboat.notifier.component.ComponentSettings;
import org.theorder.lifeboat.notifier.component.GroupSettings;
import org.theorder.lifeboat.notifier.evidence.ObjectiveSettings;
import org.theorder.lifeboat.notifier.evidence.Objectives;
import org.theorder.lifeboat.notifier.promotion.RegionSettings;
import org.theorder.lifeboat.notifier.promotion.Regions;
import org.theorder.lifeboat.notifier.status.StatusComputation;
import org.theorder.lifeboat.notifier.timeline.TimelineSettings;
import org.theorder.lifeboat.notifier.wording.TemplateSettings;
import org.theorder.lifeboat.notifier.wording.Templates;

/** Makes beans of what needs no framework; at start, so that a wrong setting is told before anything runs. */
@Singleton
final class Producers {
    @Produces
    @Singleton
    @Startup
    Catalog catalog(ComponentSettings components, GroupSettings groups) {
        return Catalog.of(components, groups);
    }

    @Produces
    @Singleton
    @Startup
    PageIdentity identity(PageSettings settings, TimelineSettings timelines) {
        return PageIdentity.of(settings, timelines.keyFile().isPresent());
    }

    @Produces
    @Singleton
    @Startup
    Regions regions(RegionSettings settings, PageIdentity identity) {
        return Regions.of(settings, identity.servedFrom());
    }

    @Produces
    @Singleton
    @Startup
    Objectives objectives(ObjectiveSettings settings) {
        return Objectives.of(settings);
    }

    @Produces
    @Singleton
    StatusComputation computation(Catalog catalog, Objectives objectives) {
        return new StatusComputation(catalog, objectives);
    }

    @Produces
    @Singleton
    @Startup
    Templates templates(TemplateSettings settings) {
        return settings.directory().map(Templates::new).orElseGet(Templates::new);
    }
}
