package org.theorder.lifeboat.repository.storage.azure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AzureClientsTest {
    @Test
    void clientsThatFailTogetherDoNotComeBackTogether() {
        List<Duration> pauses =
                Stream.generate(AzureClients::firstPause).limit(50).toList();
        assertThat(pauses)
                .allSatisfy(pause -> assertThat(pause).isBetween(Duration.ofMillis(100), Duration.ofMillis(300)));
        assertThat(pauses.stream().distinct().count()).isGreaterThan(1);
    }
}
