package org.theorder.lifeboat.notifier.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.notifier.Golden;
import org.theorder.lifeboat.notifier.SceneMaintenances;
import org.theorder.lifeboat.notifier.Scenes;
import org.theorder.lifeboat.notifier.component.Catalog;
import org.theorder.lifeboat.notifier.status.Observations;
import org.theorder.lifeboat.notifier.status.Status;
import org.theorder.lifeboat.notifier.status.StatusComputation;
import org.theorder.lifeboat.notifier.wording.Templates;

/** The page in the states that the page design names, byte by byte. */
class PageGoldenTest {
    private final PageRenderer renderer = new PageRenderer(new Templates(), Scenes.computation(), Scenes.IDENTITY);

    @Test
    void allGood() {
        check("page-all-good.html", renderer.front(status(Scenes.allGood())));
    }

    @Test
    void firstDay() {
        check("page-first-day.html", renderer.front(status(Scenes.firstDay())));
    }

    @Test
    void majorOutage() {
        check("page-major-outage.html", renderer.front(status(Scenes.majorOutage())));
        check("page-major-outage.txt", renderer.text(status(Scenes.majorOutage())));
    }

    @Test
    void resolvedToday() {
        check("page-resolved-today.html", renderer.front(status(Scenes.resolvedToday())));
        check("page-resolved-today.txt", renderer.text(status(Scenes.resolvedToday())));
    }

    @Test
    void unknown() {
        check("page-unknown.html", renderer.front(status(Scenes.silent())));
        check("page-unknown.txt", renderer.text(status(Scenes.silent())));
    }

    @Test
    void stale() {
        Status stale = Scenes.computation().stale(Scenes.NOW, Scenes.majorOutage());

        check("page-stale.html", renderer.front(stale));
        check("incident-stale.html", renderer.incident(Scenes.outage(), Scenes.NOW, true));
    }

    @Test
    void maintenance() {
        check("page-maintenance.html", renderer.front(status(Scenes.maintenance())));
        check("page-maintenance.txt", renderer.text(status(Scenes.maintenance())));
        check("maintenance.html", renderer.maintenance(SceneMaintenances.running(), Scenes.NOW, false));
        check("maintenance-stale.html", renderer.maintenance(SceneMaintenances.running(), Scenes.NOW, true));
        check("maintenance-over.html", renderer.maintenance(SceneMaintenances.over(), Scenes.NOW, false));
    }

    @Test
    void recovery() {
        check("page-recovery.html", renderer.front(status(Scenes.recovery())));
        check("page-recovery.txt", renderer.text(status(Scenes.recovery())));
    }

    @Test
    void noComponents() {
        StatusComputation empty = new StatusComputation(Catalog.of(Map::of, Map::of), Scenes.OBJECTIVES);
        PageRenderer pages = new PageRenderer(new Templates(), empty, Scenes.IDENTITY);

        check("page-no-components.html", pages.front(empty.at(Scenes.NOW, Scenes.NOTHING)));
    }

    @Test
    void incident() {
        check("incident-open.html", renderer.incident(Scenes.outage(), Scenes.NOW, false));
        check("incident-resolved.html", renderer.incident(Scenes.resolved(), Scenes.NOW, false));
    }

    @Test
    void notFound() {
        check("not-found.html", renderer.notFound());
    }

    private static void check(String name, Document document) {
        Golden.check(name, document.content());
        assertThat(new String(document.content(), StandardCharsets.UTF_8)).doesNotContain("\r");
    }

    private static Status status(Observations observed) {
        return Scenes.computation().at(Scenes.NOW, observed);
    }
}
