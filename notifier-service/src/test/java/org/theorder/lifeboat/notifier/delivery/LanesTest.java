package org.theorder.lifeboat.notifier.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.notifier.incident.Telling;

class LanesTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    @Test
    void aChannelThatHangsHoldsUpNoOther() {
        Lanes lanes = new Lanes(List.of(channel("mail", null), channel("pagerduty", null)), 2);

        lanes.begin(over("mail"), NOW);
        assertThat(lanes.open(NOW)).containsExactly("mail", "pagerduty");
        Lane second = lanes.begin(over("mail"), NOW);

        assertThat(lanes.open(NOW.plus(Duration.ofHours(1)))).containsExactly("pagerduty");
        second.end();
        assertThat(lanes.open(NOW)).containsExactly("mail", "pagerduty");
    }

    @Test
    void noMinuteHasMoreAttemptsThanTheOtherSideAllowsHoweverManyAreOwed() {
        Lane lane = new Lane(4, RateLimit.perMinute(120));
        List<Instant> begun = new ArrayList<>();

        for (Instant now = NOW; now.isBefore(NOW.plusSeconds(300)); now = now.plusMillis(100)) {
            if (lane.isOpen(now)) {
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

    private static Channel channel(String name, RateLimit limit) {
        return new Channel() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Optional<RateLimit> rateLimit() {
                return Optional.ofNullable(limit);
            }

            @Override
            public SendOutcome send(Delivery delivery, BooleanSupplier stillOurs) {
                return SendOutcome.later("not asked here");
            }
        };
    }

    private static Delivery over(String channel) {
        Message message = new Message("i-1", Telling.Kind.OPENED, "opened", "subject", "text", "", "<i-1>", false);
        return new Delivery(1, channel, "somebody", 1, message, null, NOW, 1, 1);
    }
}
