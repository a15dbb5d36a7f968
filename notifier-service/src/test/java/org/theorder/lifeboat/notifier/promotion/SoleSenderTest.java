package org.theorder.lifeboat.notifier.promotion;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.RegionName;

class SoleSenderTest {
    private static final Duration LONGEST = Duration.ofMinutes(2);
    private static final Instant CUT = Instant.parse("2026-11-22T12:00:00Z");
    private static final Instant PROMOTED = CUT.plusSeconds(30);
    private static final RegionName NORTH = new RegionName("north");
    private static final RegionName SOUTH = new RegionName("south");
    private static final Regions NORTHERN = new Regions(NORTH, NORTH, peer(SOUTH));
    private static final Regions SOUTHERN = new Regions(SOUTH, NORTH, peer(NORTH));

    private final Promotion first = Promotion.first(NORTH);
    private final Promotion promotion = new Promotion(2, SOUTH, PROMOTED, "north does not answer");

    @Test
    void regionsThatCannotHearEachOtherNeverSendAtTheSameTime() {
        boolean anybody = false;
        for (int second = 0; second < 600; second++) {
            Instant now = CUT.plusSeconds(second);
            Promotion known = now.isBefore(PROMOTED) ? first : promotion;
            boolean north = is(NORTHERN, first, Map.of(SOUTH, CUT), Map.of(SOUTH, first), now);
            boolean south = is(SOUTHERN, known, Map.of(NORTH, CUT), Map.of(NORTH, first), now);

            assertThat(north && south).as("both at " + now).isFalse();
            // an attempt that north began with its last second ends before south begins
            assertThat(south && now.isBefore(CUT.plus(LONGEST).plus(SoleSender.ATTEMPT)))
                    .isFalse();
            anybody |= south;
        }
        assertThat(anybody).as("south in the end").isTrue();
    }

    @Test
    void whoIsPromotedBeginsAtOnceIfTheOtherKnowsIt() {
        Instant now = PROMOTED.plusSeconds(20);

        assertThat(is(SOUTHERN, promotion, Map.of(NORTH, now), Map.of(NORTH, first), now))
                .isFalse();
        assertThat(is(SOUTHERN, promotion, Map.of(NORTH, now), Map.of(NORTH, promotion), now))
                .isTrue();
        assertThat(is(NORTHERN, promotion, Map.of(SOUTH, now), Map.of(SOUTH, promotion), now))
                .isFalse();
    }

    @Test
    void withoutOtherRegionsNothingWaits() {
        assertThat(is(Regions.only(NORTH), first, Map.of(), Map.of(), CUT)).isTrue();
        assertThat(is(
                        Regions.only(NORTH),
                        new Promotion(2, NORTH, PROMOTED, "to try it"),
                        Map.of(),
                        Map.of(),
                        PROMOTED))
                .isTrue();
    }

    private static boolean is(
            Regions regions,
            Promotion greatest,
            Map<RegionName, Instant> heard,
            Map<RegionName, Promotion> said,
            Instant now) {
        Standing standing = Standing.of(greatest, regions, heard, now, LONGEST, false);
        return SoleSender.is(standing, regions, said, now, LONGEST);
    }

    private static SortedMap<RegionName, URI> peer(RegionName name) {
        return new TreeMap<>(Map.of(name, URI.create("https://" + name + ".the-order.org")));
    }
}
