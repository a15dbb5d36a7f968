package org.theorder.lifeboat.local.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.LifeboatException;

class PortsTest {
    private final AtomicInteger next = new AtomicInteger(50_000);
    private Set<Integer> taken = Set.of();
    private final Ports ports = new Ports(port -> !taken.contains(port), next::getAndIncrement);

    @Test
    void everyServerHasAPortOfItsOwn() {
        assertThat(ports.choose(Map.of(), Map.of()))
                .containsOnlyKeys(PortName.values())
                .doesNotContainValue(0)
                .satisfies(chosen -> assertThat(chosen.values()).doesNotHaveDuplicates());
    }

    @Test
    void portsAreKeptFromStartToStart() {
        Map<PortName, Integer> first = ports.choose(Map.of(), Map.of());
        assertThat(ports.choose(Map.of(), first)).isEqualTo(first);
    }

    @Test
    void rememberedPortThatIsTakenNowIsGivenUp() {
        taken = Set.of(8084);
        assertThat(ports.choose(Map.of(), Map.of(PortName.STATUS_PAGE, 8084)))
                .extractingByKey(PortName.STATUS_PAGE)
                .isNotEqualTo(8084);
    }

    @Test
    void chosenPortWinsOverTheRememberedOneEvenIfAnotherServerHadIt() {
        Map<PortName, Integer> chosen = ports.choose(
                Map.of(PortName.STATUS_PAGE, 8081), Map.of(PortName.BACKUP, 8081, PortName.STATUS_PAGE, 8084));
        assertThat(chosen).containsEntry(PortName.STATUS_PAGE, 8081);
        assertThat(chosen.get(PortName.BACKUP)).isNotEqualTo(8081);
    }

    @Test
    void chosenPortThatIsTakenIsRefusedWithWhatToDo() {
        taken = Set.of(8084);
        assertThatThrownBy(() -> ports.choose(Map.of(PortName.STATUS_PAGE, 8084), Map.of()))
                .isInstanceOf(LifeboatException.class)
                .hasMessageContaining("8084")
                .hasMessageContaining("status-page")
                .hasMessageContaining("choose another port");
    }

    @Test
    void samePortForTwoServersIsRefused() {
        assertThatThrownBy(() -> ports.choose(Map.of(PortName.STATUS_PAGE, 8084, PortName.BACKUP, 8084), Map.of()))
                .hasMessageContaining("chosen twice");
    }
}
