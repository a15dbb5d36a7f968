package org.theorder.lifeboat.notifier.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.Impact;
import org.theorder.lifeboat.events.IncidentStatus;
import org.theorder.lifeboat.notifier.Declarations;
import org.theorder.lifeboat.notifier.Golden;
import org.theorder.lifeboat.notifier.Scenes;
import org.theorder.lifeboat.notifier.component.Catalog;
import org.theorder.lifeboat.notifier.component.ComponentSettings;
import org.theorder.lifeboat.notifier.evidence.ClusterEvidence;
import org.theorder.lifeboat.notifier.incident.RecordedIncident;
import org.theorder.lifeboat.notifier.status.Observations;
import org.theorder.lifeboat.notifier.status.Past;
import org.theorder.lifeboat.notifier.status.Status;
import org.theorder.lifeboat.notifier.status.StatusComputation;
import org.theorder.lifeboat.notifier.wording.Templates;

class PageLimitsTest {
    private static final int LARGEST_PAGE = 60_000;
    private static final int LARGEST_STYLE = 8_000;
    private static final int LARGEST_SCRIPT = 3_000;

    @Test
    void twentyComponentsWithTroubleEveryOtherDayFit() {
        Map<String, ComponentSettings.Declared> declared = new HashMap<>();
        Map<ClusterName, ClusterEvidence> clusters = new HashMap<>();
        Map<String, Instant> firstSeen = new HashMap<>();
        List<RecordedIncident> incidents = new ArrayList<>();
        for (int number = 0; number < 20; number++) {
            String id = "database-" + number;
            declared.put(id, Declarations.component("Database number " + number, "What it is for", id, null, number));
            clusters.put(new ClusterName(id), Scenes.evidence(new ClusterName(id)));
            firstSeen.put(id, Scenes.NOW.minus(Duration.ofDays(200)));
            Instant day = Scenes.NOW.minus(Duration.ofDays(1 + number % 14));
            incidents.add(Scenes.incident(
                    "incident-" + number,
                    2,
                    Impact.MAJOR,
                    IncidentStatus.RESOLVED,
                    id,
                    "It did not answer",
                    day,
                    day.plusSeconds(600),
                    List.of()));
        }
        StatusComputation computation = new StatusComputation(Catalog.of(() -> declared, Map::of), Scenes.OBJECTIVES);
        PageRenderer renderer = new PageRenderer(new Templates(), computation, Scenes.IDENTITY);

        Document page = renderer.front(computation.at(
                Scenes.NOW,
                new Observations(
                        incidents,
                        clusters,
                        firstSeen,
                        new Past(incidents, List.of(), List.of()),
                        Scenes.NOW,
                        List.of(),
                        List.of(),
                        Scenes.IN_CHARGE)));

        Golden.check("page-twenty-components.html", page.content());
        assertThat(page.content().length).isLessThan(LARGEST_PAGE);
    }

    @Test
    void aBadDayDoesNotFillThePage() {
        List<RecordedIncident> incidents = new ArrayList<>();
        for (int number = 0; number < 400; number++) {
            boolean open = number % 2 == 0;
            incidents.add(Scenes.incident(
                    "incident-" + number,
                    2,
                    Impact.MAJOR,
                    open ? IncidentStatus.INVESTIGATING : IncidentStatus.RESOLVED,
                    "shop",
                    "It did not answer",
                    Scenes.NOW.minusSeconds(600L * number + 60),
                    open ? null : Scenes.NOW.minusSeconds(600L * number),
                    List.of(Scenes.line(
                            1, IncidentStatus.INVESTIGATING, Impact.MAJOR, "z".repeat(5_000), true, Scenes.NOW))));
        }
        PageRenderer renderer = new PageRenderer(new Templates(), Scenes.computation(), Scenes.IDENTITY);

        Document page = renderer.front(
                Scenes.computation().at(Scenes.NOW, Scenes.with(incidents, Scenes.NOW.minus(Duration.ofDays(200)))));

        assertThat(page.content().length).isLessThan(LARGEST_PAGE);
        assertThat(new String(page.content(), StandardCharsets.UTF_8)).contains("and 190 more");
    }

    @Test
    void styleAndScriptAreSmall() {
        Assets assets = Assets.load(Duration.ofMinutes(2));

        assertThat(assets.style().getBytes(StandardCharsets.UTF_8).length).isLessThan(LARGEST_STYLE);
        assertThat(assets.script().length()).isBetween(1, LARGEST_SCRIPT);
    }

    @Test
    void aPageTurnsGreyWhenItsSettingsSaySo() {
        PageIdentity patient = new PageIdentity(
                "The Order",
                "https://status.the-order.org",
                ZoneOffset.UTC,
                "eu-north",
                false,
                Duration.ofMinutes(5),
                true);
        PageRenderer renderer = new PageRenderer(new Templates(), Scenes.computation(), patient);
        Status status = Scenes.computation().at(Scenes.NOW, Scenes.majorOutage());
        Document incident = renderer.incident(Scenes.outage(), Scenes.NOW, false);

        for (Document page : List.of(renderer.front(status), incident)) {
            assertThat(new String(page.content(), StandardCharsets.UTF_8))
                    .contains("grey 1ms calc(300 * 1s)", "built > 300 * 1000", "more than 5 min ago")
                    .doesNotContain("STALE_AFTER");
        }
        assertThat(new String(renderer.text(status).content(), StandardCharsets.UTF_8))
                .contains("More than 5 min ago means");
    }

    @Test
    void thePolicyAllowsExactlyTheInlinedStyleAndScript() throws Exception {
        PageRenderer renderer = new PageRenderer(new Templates(), Scenes.computation(), Scenes.IDENTITY);
        String html = new String(
                renderer.front(Scenes.computation().at(Scenes.NOW, Scenes.majorOutage()))
                        .content(),
                StandardCharsets.UTF_8);

        assertThat(renderer.policy())
                .startsWith("default-src 'none';")
                .contains("style-src 'sha256-" + hash(html, "style") + "'")
                .contains("script-src 'sha256-" + hash(html, "script") + "'")
                .doesNotContain("unsafe");
        assertThat(html).doesNotContain(" style=").doesNotContain(" onclick=");
    }

    @Test
    void aCopyWithoutHeadersHasThePolicyInside() {
        PageRenderer renderer = new PageRenderer(new Templates(), Scenes.computation(), Scenes.IDENTITY);
        String inside = renderer.policy().replace("; frame-ancestors 'none'", "");

        assertThat(inside).doesNotContain("frame-ancestors");
        for (Document page : List.of(
                renderer.front(Scenes.computation().at(Scenes.NOW, Scenes.majorOutage())), renderer.notFound())) {
            String html = new String(page.content(), StandardCharsets.UTF_8);
            assertThat(html)
                    .containsSubsequence(
                            "<meta http-equiv=\"Content-Security-Policy\" content=\"" + inside + "\">",
                            "<title>",
                            "<style>")
                    .containsOnlyOnce("http-equiv");
        }
    }

    @Test
    void aHostileIncidentIsShownAsTextAndDoesNotFillThePage() {
        String hostile =
                "</title></style><script>alert('1')</script><img src=x onerror=\"alert(2)\">&amp; {page.name} {#if}";
        List<RecordedIncident> incidents = new ArrayList<>();
        incidents.add(Scenes.incident(
                "hostile",
                1,
                Impact.CRITICAL,
                IncidentStatus.INVESTIGATING,
                hostile,
                hostile,
                Scenes.NOW,
                null,
                List.of(Scenes.line(
                        1,
                        IncidentStatus.INVESTIGATING,
                        Impact.CRITICAL,
                        hostile + "y".repeat(4_000),
                        true,
                        Scenes.NOW))));
        PageRenderer renderer = new PageRenderer(new Templates(), Scenes.computation(), Scenes.IDENTITY);
        var status = Scenes.computation().at(Scenes.NOW, Scenes.with(incidents, Scenes.NOW));

        for (Document document : List.of(
                renderer.front(status),
                renderer.history(status),
                renderer.incident(incidents.getFirst(), Scenes.NOW, false))) {
            String html = new String(document.content(), StandardCharsets.UTF_8);
            assertThat(html)
                    .doesNotContain("<script>alert")
                    .doesNotContain("<img")
                    .contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;")
                    .contains("{page.name}");
            assertThat(html.split("</style>", -1)).hasSize(2);
            assertThat(document.content().length).isLessThan(30_000);
        }
    }

    private static String hash(String html, String element) throws Exception {
        Matcher matcher = Pattern.compile("<" + element + ">(.*?)</" + element + ">", Pattern.DOTALL)
                .matcher(html);
        assertThat(matcher.find()).isTrue();
        byte[] content = matcher.group(1).getBytes(StandardCharsets.UTF_8);
        return Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(content));
    }
}
