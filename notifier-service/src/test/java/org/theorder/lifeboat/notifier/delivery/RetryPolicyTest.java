package org.theorder.lifeboat.notifier.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.notifier.Settings;
import org.theorder.lifeboat.notifier.incident.Telling;

class RetryPolicyTest {
    private static final String PREFIX = "lifeboat.notifier.delivery.";
    private static final Instant OWED = Instant.parse("2026-11-22T12:00:00Z");

    @Test
    void pausesGrowToHalfAnHourAndEndAfterThreeDays() {
        RetryPolicy policy = policy(Map.of());
        List<Duration> pauses = new ArrayList<>();
        Instant now = OWED;
        for (int attempts = 1; ; attempts++) {
            Optional<Instant> next = policy.next(failed(attempts, "opened"), now, Duration.ZERO, 0.5);
            if (next.isEmpty()) {
                break;
            }
            pauses.add(Duration.between(now, next.get()));
            now = next.get();
        }

        assertThat(pauses)
                .startsWith(
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(2),
                        Duration.ofMinutes(10),
                        Duration.ofMinutes(30),
                        Duration.ofMinutes(30));
        assertThat(Duration.between(OWED, now)).isBetween(Duration.ofHours(71), Duration.ofHours(72));
    }

    @Test
    void lateAttemptsSpread() {
        RetryPolicy policy = policy(Map.of());

        assertThat(policy.next(failed(9, "opened"), OWED, Duration.ZERO, 0))
                .contains(OWED.plus(Duration.ofMinutes(24)));
        assertThat(policy.next(failed(9, "opened"), OWED, Duration.ZERO, 1))
                .contains(OWED.plus(Duration.ofMinutes(36)));
    }

    @Test
    void whoAsksToBeLeftAloneIsLeftAloneAndTheMessageStillDiesInTime() {
        RetryPolicy policy = policy(Map.of());

        assertThat(policy.next(failed(1, "opened"), OWED, Duration.ofMinutes(3), 0.5))
                .contains(OWED.plus(Duration.ofMinutes(3)));
        assertThat(policy.next(failed(9, "opened"), OWED, Duration.ofSeconds(3), 0.5))
                .contains(OWED.plus(Duration.ofMinutes(30)));
        Instant last = OWED.plus(Duration.ofHours(71));
        assertThat(policy.next(failed(99, "opened"), last, Duration.ofHours(2), 0.5))
                .isEmpty();
    }

    @Test
    void aTestMessageThatIsLateHasFailed() {
        RetryPolicy policy = policy(Map.of());

        assertThat(policy.next(failed(5, Canary.CAUSE), OWED.plus(Duration.ofMinutes(13)), Duration.ZERO, 0.5))
                .isPresent();
        assertThat(policy.next(failed(6, Canary.CAUSE), OWED.plus(Duration.ofMinutes(45)), Duration.ZERO, 0.5))
                .isEmpty();
    }

    @Test
    void everyMistakeNamesItsKey() {
        refused("pauses", "1s,0s");
        refused("then-every", "0s");
        refused("give-up-after", "0s");
        refused("parallel", "0");
        refused("parallel-servers", "0");
        refused("lease", "100ms");
    }

    private static void refused(String key, String value) {
        assertThatThrownBy(() -> policy(Map.of(PREFIX + key, value))).hasMessageContaining(PREFIX + key);
    }

    private static RetryPolicy policy(Map<String, String> properties) {
        return RetryPolicy.of(
                Settings.of(DeliverySettings.class, properties), Settings.of(CanarySettings.class, Map.of()));
    }

    private static Delivery failed(int attempts, String cause) {
        Message message = new Message("i-1", Telling.Kind.OPENED, cause, "subject", "text", "", "<i-1>", false);
        return new Delivery(1, "mail", "somebody", 1, message, null, OWED, attempts, 1);
    }
}
