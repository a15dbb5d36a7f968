package org.theorder.lifeboat.notifier.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.notifier.SceneMaintenances;
import org.theorder.lifeboat.notifier.Scenes;
import org.theorder.lifeboat.notifier.promotion.Standing;
import org.theorder.lifeboat.notifier.status.Observations;
import org.theorder.lifeboat.notifier.statuspage.StatuspageRenderer;
import org.theorder.lifeboat.notifier.wording.Templates;

class PublicationTest {
    private static final Duration STALE_AFTER = Duration.ofMinutes(2);

    private final SetClock clock = new SetClock();
    private final EditionBuilder builder = new EditionBuilder(
            Scenes.computation(),
            new PageRenderer(new Templates(), Scenes.computation(), Scenes.IDENTITY),
            List.of(new StatuspageRenderer(Scenes.computation(), Scenes.IDENTITY)));
    private final Publication publication = new Publication(
            builder.blank(Scenes.NOW, new Standing.Unread(Scenes.IN_CHARGE.promotion())), STALE_AFTER, clock);

    @Test
    void beforeAnythingWasReadEverythingIsUnknown() {
        assertThat(text("/")).contains("<h1><span class=\"now\">Status unknown</span>");
        assertThat(text("/api/v2/summary.json"))
                .doesNotContain("\"operational\"")
                .doesNotContain("\"none\"");
    }

    @Test
    void aBuilderThatDiesTurnsThePageGreyByItself() {
        publication.publish(builder.build(Scenes.NOW, Scenes.allGood(), null));
        assertThat(text("/")).contains("All systems operational");
        assertThat(text("/api/v2/status.json")).contains("All Systems Operational");

        clock.now = Scenes.NOW.plus(STALE_AFTER).plusMillis(1);

        assertThat(text("/"))
                .contains("Status unknown")
                .contains("has not been renewed since 22 Nov 2026, 12:04:02 UTC")
                .doesNotContain("All systems operational")
                .contains("<html lang=\"en\" class=\"grey\">");
        assertThat(text("/status.txt")).contains("Status unknown");
        assertThat(text("/api/v2/status.json")).doesNotContain("All Systems Operational");
        assertThat(text("/api/v2/components.json")).doesNotContain("\"operational\"");
    }

    @Test
    void anOpenIncidentStaysOnAStalePage() {
        publication.publish(builder.build(Scenes.NOW, Scenes.majorOutage(), null));
        clock.now = Scenes.NOW.plus(STALE_AFTER).plusMillis(1);

        assertThat(text("/")).contains("Shop database does not answer").contains("Status unknown");
        assertThat(text("/incidents/" + Scenes.outage().id())).contains("Status unknown, last heard of as identified");
    }

    @Test
    void aMaintenanceThatIsNotOverIsNotCalledRunningOnAStalePage() {
        String path = "/incidents/" + SceneMaintenances.running().id();
        publication.publish(builder.build(Scenes.NOW, Scenes.maintenance(), null));
        assertThat(text(path)).contains("class=\"live\"").contains("<p class=\"now\">In progress");

        clock.now = Scenes.NOW.plus(STALE_AFTER).plusMillis(1);

        assertThat(text(path)).contains("class=\"grey\"").contains("Status unknown, last heard of as in progress");
    }

    @Test
    void pagesOfPastIncidentsAreTakenOverAndThoseThatChangedAreNot() {
        Observations before = Scenes.resolvedToday();
        Edition first = builder.build(Scenes.NOW, before, null);
        Edition second = builder.build(Scenes.NOW.plusSeconds(15), before, first);

        String path = "/incidents/" + Scenes.lastWeek().id();
        assertThat(second.lasting().get(path)).isSameAs(first.lasting().get(path));
        assertThat(second.document(path, false)).isNotNull();
        assertThat(second.document("/incidents/unheard-of", false)).isNull();

        Edition third = builder.build(
                Scenes.NOW,
                Scenes.with(List.of(Scenes.outage()), Scenes.NOW),
                builder.build(Scenes.NOW, Scenes.majorOutage(), second));
        assertThat(third.document(path, false)).isNull();
    }

    @Test
    void theSameContentHasTheSameTagAndOtherContentAnother() {
        Edition first = builder.build(Scenes.NOW, Scenes.allGood(), null);
        Edition same = builder.build(Scenes.NOW, Scenes.allGood(), first);
        Edition later = builder.build(Scenes.NOW.plusSeconds(15), Scenes.allGood(), same);

        assertThat(first.fresh().get("/").entityTag())
                .isEqualTo(same.fresh().get("/").entityTag());
        assertThat(later.fresh().get("/").entityTag())
                .isNotEqualTo(same.fresh().get("/").entityTag());
        assertThat(later.fresh().get("/api/v2/components.json").entityTag())
                .isEqualTo(same.fresh().get("/api/v2/components.json").entityTag());
    }

    private String text(String path) {
        Document document = publication.document(path);
        assertThat(document).isNotNull();
        return new String(document.content(), StandardCharsets.UTF_8);
    }

    /** A clock that stands until it is set. */
    private static final class SetClock extends Clock {
        private Instant now = Scenes.NOW;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
