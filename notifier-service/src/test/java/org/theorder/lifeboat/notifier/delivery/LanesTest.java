package org.theorder.lifeboat.notifier.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.notifier.Settings;
import org.theorder.lifeboat.notifier.incident.Telling;

class LanesTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final DeliverySettings SETTINGS = Settings.of(
            DeliverySettings.class,
            Map.of(
                    "lifeboat.notifier.delivery.parallel", "2",
                    "lifeboat.notifier.delivery.parallel-servers", "5"));

    @Test
    void aChannelThatHangsHoldsUpNoOther() {
        Lanes lanes = new Lanes(List.of(channel("mail", null), channel("pagerduty", null)), SETTINGS);

        lanes.begin(over("mail"), NOW);
        assertThat(lanes.open(NOW, true))
                .containsExactly(new Opening("mail", 1, false, false), new Opening("pagerduty", 2, false, false));
        Lane second = lanes.begin(over("mail"), NOW);

        assertThat(lanes.open(NOW.plus(Duration.ofHours(1)), true))
                .containsExactly(new Opening("pagerduty", 2, false, false));
        second.end();
        assertThat(lanes.open(NOW, true)).extracting(Opening::channel).containsExactly("mail", "pagerduty");
    }

    @Test
    void manyServersAreAskedAtOnceEachOneThing() {
        Lanes lanes = new Lanes(List.of(channel("mail", null), webhooks()), SETTINGS);

        assertThat(lanes.open(NOW, true))
                .containsExactly(new Opening("mail", 2, false, false), new Opening("webhook", 5, true, false));
    }

    @Test
    void whileAnotherRegionTellsPeopleOnlyWhatItDoesNotOweIsTold() {
        Lanes lanes = new Lanes(List.of(channel("mail", null), toSubscribers(null)), SETTINGS);

        assertThat(lanes.open(NOW, false))
                .containsExactly(new Opening("mail", 2, false, true), new Opening("subscriber-mail", 2, false, true));
    }

    @Test
    void teamsAndSubscribersShareWhatTheServerTakesAndSubscribersLeaveRoomForTheTeams() {
        RateLimit limit = RateLimit.perMinute("relay", 6);
        Lanes lanes =
                new Lanes(List.of(channel("mail", limit), toSubscribers(limit), channel("pagerduty", null)), SETTINGS);

        assertThat(lanes.open(NOW, true))
                .containsExactly(
                        new Opening("mail", 2, false, false),
                        new Opening("pagerduty", 2, false, false),
                        new Opening("subscriber-mail", 2, false, false));
        for (int reader = 0; reader < 4; reader++) {
            lanes.begin(over("subscriber-mail"), NOW).end();
        }
        assertThat(lanes.open(NOW, true))
                .as("the last two of this minute are not for subscribers")
                .containsExactly(new Opening("mail", 2, false, false), new Opening("pagerduty", 2, false, false));
        lanes.begin(over("mail"), NOW).end();
        lanes.begin(over("mail"), NOW).end();
        assertThat(lanes.open(NOW.plusSeconds(59), true)).containsExactly(new Opening("pagerduty", 2, false, false));
        assertThat(lanes.open(NOW.plusSeconds(60), true)).hasSize(3);
    }

    @Test
    void thereIsNoMoreRoomThanTheOtherSideAllows() {
        Lane lane = new Lane(4, new RateWindow(RateLimit.perMinute("relay", 3)), 0, false);

        assertThat(lane.room(NOW)).isEqualTo(3);
        lane.begin(NOW);
        lane.end();
        assertThat(lane.room(NOW)).isEqualTo(2);
        assertThat(lane.room(NOW.plusSeconds(60))).isEqualTo(3);
    }

    @Test
    void noMinuteHasMoreAttemptsThanTheOtherSideAllowsHoweverManyAreOwed() {
        Lane lane = new Lane(4, new RateWindow(RateLimit.perMinute("relay", 120)), 0, false);
        List<Instant> begun = new ArrayList<>();

        for (Instant now = NOW; now.isBefore(NOW.plusSeconds(300)); now = now.plusMillis(100)) {
            if (lane.room(now) > 0) {
                lane.begin(now);
                lane.end();
                begun.add(now);
            }
        }

        for (int first = 0; first + 120 < begun.size(); first++) {
            assertThat(begun.get(first + 120)).isAfterOrEqualTo(begun.get(first).plusSeconds(60));
        }
        assertThat(begun).as("and it uses what it is allowed").hasSize(5 * 120);
    }

    private static Channel webhooks() {
        return new Unasked("webhook", Optional.empty(), OptionalInt.empty(), true);
    }

    private static Channel channel(String name, RateLimit limit) {
        return new Unasked(name, Optional.ofNullable(limit), OptionalInt.empty(), false);
    }

    private static Channel toSubscribers(RateLimit limit) {
        return new Unasked("subscriber-mail", Optional.ofNullable(limit), OptionalInt.of(3), false);
    }

    private record Unasked(
            String name, Optional<RateLimit> rateLimit, OptionalInt refusalsTolerated, boolean asksManyServers)
            implements Channel {
        @Override
        public SendOutcome send(Delivery delivery, BooleanSupplier stillOurs) {
            return SendOutcome.later("not asked here");
        }
    }

    private static Delivery over(String channel) {
        Message message = new Message("i-1", Telling.Kind.OPENED, "opened", "subject", "text", "", "<i-1>", false);
        return new Delivery(1, channel, "somebody", 1, message, null, NOW, 1, 1);
    }
}
