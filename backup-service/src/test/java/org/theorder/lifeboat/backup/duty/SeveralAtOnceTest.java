package org.theorder.lifeboat.backup.duty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SeveralAtOnceTest {
    @Test
    void oneThatFailsKeepsNoOtherFromBeingDoneAndIsToldInTheEnd() {
        Set<Integer> done = ConcurrentHashMap.newKeySet();
        List<Integer> all = IntStream.range(0, 20).boxed().toList();

        assertThatExceptionOfType(LifeboatException.class)
                .isThrownBy(() -> new SeveralAtOnce(4).each(all, number -> {
                    if (number % 5 == 0) {
                        throw new LifeboatException(ErrorCode.STORE_UNREACHABLE, "not number " + number);
                    }
                    done.add(number);
                }))
                .withMessageContaining("not number 15");

        assertThat(done).hasSize(16);
    }
}
