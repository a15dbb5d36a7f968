package org.theorder.lifeboat.monitor.overview;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.monitor.objective.ObjectiveDay;
import org.theorder.lifeboat.monitor.objective.ObjectiveReport;

class ObjectivesBuilderTest {
    private static final LocalDate TODAY = LocalDate.parse("2026-11-22");

    private static ObjectiveDay day(int ago, Duration worst, double met, double unknown, @Nullable Duration recovery) {
        return new ObjectiveDay(
                TODAY.minusDays(ago),
                List.of(new ObjectiveDay.Region("dr", met, unknown, worst)),
                recovery == null ? 0 : 1,
                recovery);
    }

    private static List<ObjectiveReport> reports(ObjectiveDay... days) {
        return List.of(new ObjectiveReport("shop", Duration.ofHours(1), Duration.ofHours(4), List.of(days)));
    }

    private static Objectives.Card card(ObjectiveDay... days) {
        return new ObjectivesBuilder(TODAY).build(reports(days)).clusters().getFirst();
    }

    @Test
    void daysWithoutDataAreNeverGood() {
        Objectives.Strip strip =
                card(day(0, Duration.ofSeconds(5), 1, 0, null)).strips().getFirst();

        assertThat(strip.days()).hasSize(90);
        assertThat(strip.days().getLast().style()).isEqualTo("met");
        assertThat(strip.days().subList(0, 89))
                .extracting(Objectives.Day::style)
                .containsOnly("unseen-day");
        assertThat(strip.label()).contains("on 1 of 1 day with data", "no data on 89 days: nobody looked");
    }

    @Test
    void theWorstDayIsNamedAndAMissIsAMissHoweverShort() {
        Objectives.Card card = card(
                day(0, Duration.ofSeconds(5), 1, 0, Duration.ofHours(5)),
                day(3, Duration.ofMinutes(90), 0.999, 0, null));

        assertThat(card.strips().getFirst().verdict().word()).isEqualTo("missed on 1 day");
        assertThat(card.strips().getFirst().label())
                .startsWith("Within the goal on 1 of 2 days with data; worst day 2026-11-19 with 1 h 30 min");
        assertThat(card.strips().getFirst().days().get(86).style()).isEqualTo("missed");
        assertThat(card.strips().getLast().verdict().word()).as("RTO").isEqualTo("missed on 1 day");
        assertThat(card.days().getFirst().cells()).containsExactly("5 s", "5 h, missed (1)");
        assertThat(card.days().get(1).cells()).containsExactly("no data", "no data");
    }

    @Test
    void whatNobodyCouldSayIsNeitherMetNorMissed() {
        Objectives.Card card = card(day(0, Duration.ZERO, 0, 1, null), day(1, Duration.ofSeconds(5), 0.5, 0.5, null));

        assertThat(card.strips().getFirst().days().get(89).style()).isEqualTo("partly");
        assertThat(card.strips().getFirst().days().get(88).style()).isEqualTo("partly");
        assertThat(card.strips().getFirst().label())
                .startsWith("Within the goal on 1 of 2 days with data, unknown for some of 1 day; worst");
        assertThat(card.days().getFirst().cells().getFirst()).isEqualTo("unknown");
        assertThat(card.days().get(1).cells().getFirst()).isEqualTo("5 s, unknown for 50 %");
        assertThat(card.strips().getLast().verdict().tone()).as("no restore").isEqualTo(Tone.UNKNOWN);
    }

    @Test
    void theTableHasALineForEachThingThatWasMeasured() {
        String csv =
                ObjectivesResource.csv(reports(day(0, Duration.ofMillis(5_500), 0.5, 0.25, Duration.ofSeconds(12))));

        assertThat(csv.lines())
                .containsExactly(
                        "day,cluster,region,objective,goal_seconds,worst_seconds,met,unknown,restores",
                        "2026-11-22,shop,dr,rpo,3600,5.5,0.5,0.25,",
                        "2026-11-22,shop,,rto,14400,12.0,,,1");
    }
}
