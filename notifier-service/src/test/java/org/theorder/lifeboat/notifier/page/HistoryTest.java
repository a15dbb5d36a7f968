package org.theorder.lifeboat.notifier.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.notifier.Golden;
import org.theorder.lifeboat.notifier.Scenes;
import org.theorder.lifeboat.notifier.status.Status;
import org.theorder.lifeboat.notifier.wording.Templates;

/** What is over stays where readers look for it. */
class HistoryTest {
    private final PageRenderer renderer = new PageRenderer(new Templates(), Scenes.computation(), Scenes.IDENTITY);
    private final Status status = Scenes.computation().at(Scenes.NOW, Scenes.eventful());
    private final String front = new String(renderer.text(status).content(), StandardCharsets.UTF_8);

    @Test
    void whatBeganBeforeTheFirstDayStandsOnTheDayOnWhichItEnded() {
        assertThat(front).contains("20 Nov 2026\n  - Old invoices cannot be read.");
    }

    @Test
    void aDayOnWhichAnIncidentWentOnIsNotCalledGood() {
        assertThat(front)
                .contains("16 Nov 2026 to 17 Nov 2026: no new incidents", "21 Nov 2026: no incidents")
                .doesNotContain("19 Nov 2026: no incidents");
    }

    @Test
    void aMaintenanceThatIsOverStandsOnTheDayOnWhichItBegan() {
        assertThat(front)
                .contains("18 Nov 2026\n  - The website moves. Maintenance. Website, 18 Nov 2026, 02:00–03:00");
    }

    @Test
    void theHistoryHasIncidentsAndMaintenances() {
        Golden.check("history.html", renderer.history(status).content());

        assertThat(new String(renderer.history(status).content(), StandardCharsets.UTF_8))
                .containsSubsequence(
                        "<h2>November 2026</h2>",
                        "Shop database does not answer",
                        "22 Nov 2026, 11:52:40 UTC to 11:57:11 UTC",
                        "The website moves",
                        "The copy of the ledger is behind",
                        "<h2>October 2026</h2>",
                        "Old invoices cannot be read");
    }
}
