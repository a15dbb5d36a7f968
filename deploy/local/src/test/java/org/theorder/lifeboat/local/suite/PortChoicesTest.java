package org.theorder.lifeboat.local.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PortChoicesTest {
    @Test
    void environmentChooses() {
        assertThat(PortChoices.of(Map.of(), Map.of("LIFEBOAT_PORT_STATUS_PAGE", "8084")::get))
                .isEqualTo(Map.of(PortName.STATUS_PAGE, 8084));
    }

    @Test
    void commandLineWinsOverTheEnvironment() {
        assertThat(PortChoices.of(Map.of("status-page", "9000"), Map.of("LIFEBOAT_PORT_STATUS_PAGE", "8084")::get))
                .isEqualTo(Map.of(PortName.STATUS_PAGE, 9000));
    }

    @Test
    void unknownNameIsRefusedWithTheNamesThereAre() {
        assertThatThrownBy(() -> PortChoices.of(Map.of("page", "9000"), name -> null))
                .hasMessageContaining("'page'")
                .hasMessageContaining("status-page");
    }

    @Test
    void whatIsNoPortIsRefused() {
        assertThatThrownBy(() -> PortChoices.of(Map.of("shop", "70000"), name -> null))
                .hasMessageContaining("--port shop is '70000'");
        assertThatThrownBy(() -> PortChoices.of(Map.of(), Map.of("LIFEBOAT_PORT_SHOP", "http")::get))
                .hasMessageContaining("LIFEBOAT_PORT_SHOP is 'http'");
    }
}
