package org.theorder.lifeboat.notifier.browser;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.Impact;
import org.theorder.lifeboat.events.IncidentStatus;
import org.theorder.lifeboat.notifier.Golden;
import org.theorder.lifeboat.notifier.SceneStandings;
import org.theorder.lifeboat.notifier.Scenes;
import org.theorder.lifeboat.notifier.delivery.LedgerView;
import org.theorder.lifeboat.notifier.incident.RecordedIncident;
import org.theorder.lifeboat.notifier.page.Document;
import org.theorder.lifeboat.notifier.page.PageRenderer;
import org.theorder.lifeboat.notifier.status.Observations;
import org.theorder.lifeboat.notifier.status.Status;
import org.theorder.lifeboat.notifier.subscriber.NoticeView;
import org.theorder.lifeboat.notifier.wording.Templates;

/**
 * What {@code PageGoldenTest} does not show: the pages of subscribing and of the ledger, and rare states of the status page.
 * Only their titles and contents: what stands around is on every page.
 */
class OtherPagesGoldenTest {
    private static final Pattern AROUND =
            Pattern.compile(".*(<title>[^\n]*</title>\n).*(<main .*</main>\n).*", Pattern.DOTALL);

    /** Zones that nobody has chosen: which there are is a matter of the JDK. */
    private static final Pattern ZONES = Pattern.compile("(?m)^<option>.*\n");

    private final PageRenderer renderer = new PageRenderer(new Templates(), Scenes.computation(), Scenes.IDENTITY);

    @Test
    void subscribing() {
        SubscribingScenes.states(renderer).forEach((name, page) -> check(name + ".html", page));
    }

    @Test
    void deliveries() {
        LedgerView all = LedgerScene.view();
        LedgerView newest = new LedgerView(all.note(), all.choices(), all.lines(), "/deliveries/page?before=1");

        check("deliveries.html", renderer.other("deliveries", Map.of("ledger", newest)));
    }

    @Test
    void everyPageOfADrillSaysSo() {
        PageRenderer drill = new PageRenderer(new Templates(), Scenes.computation(), Scenes.DRILL);

        check("unsubscribed-drill.html", drill.other("notice", Map.of("notice", NoticeView.unsubscribed())));
        Golden.check("page-drill.txt", drill.text(status(Scenes.majorOutage())).content());
    }

    @Test
    void aPageThatAnotherRegionTookOver() {
        Status superseded = status(SceneStandings.superseded());

        check("page-superseded.html", renderer.front(superseded));
        Golden.check("page-superseded.txt", renderer.text(superseded).content());
    }

    @Test
    void moreThanThePageShows() {
        List<RecordedIncident> all = IntStream.rangeClosed(1, 11)
                .mapToObj(number -> incident("open-" + number))
                .toList();

        check("page-many.html", renderer.front(status(Scenes.with(all, Scenes.NOW.minus(Duration.ofDays(40))))));
    }

    private static RecordedIncident incident(String id) {
        return Scenes.incident(
                id,
                1,
                Impact.MINOR,
                IncidentStatus.INVESTIGATING,
                "website",
                "The website is slow",
                Scenes.NOW.minusSeconds(600),
                null,
                List.of());
    }

    private static Status status(Observations observed) {
        return Scenes.computation().at(Scenes.NOW, observed);
    }

    private static void check(String name, Document page) {
        String html = new String(page.content(), StandardCharsets.UTF_8);
        String shown = ZONES.matcher(AROUND.matcher(html).replaceFirst("$1$2")).replaceAll("");
        Golden.check(name, shown.getBytes(StandardCharsets.UTF_8));
    }
}
