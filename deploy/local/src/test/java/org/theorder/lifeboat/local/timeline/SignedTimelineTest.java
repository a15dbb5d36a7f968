package org.theorder.lifeboat.local.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.LifeboatException;

/** Against a timeline that notifier-service made: its golden file. */
class SignedTimelineTest {
    private static final Path GOLDEN = Path.of("../../notifier-service/src/test/resources/golden");

    private List<String> lines;
    private String key;

    @BeforeEach
    void read() throws Exception {
        lines = Files.readAllLines(GOLDEN.resolve("timeline.jsonl"));
        key = Files.readString(GOLDEN.resolve("timeline-key.pem"));
    }

    @Test
    void whatNotifierServiceSignedHolds() {
        SignedTimeline.Verified verified = SignedTimeline.verify(lines, key);

        assertThat(verified.incident()).isEqualTo("service-down-shop-20261122t120140z");
        assertThat(verified.entries()).isEqualTo(3);
    }

    @Test
    void everyChangeIsFound() throws Exception {
        refused(changed(1, lines.get(1).replace("on it", "off it")), "entry 2 is not signed");
        refused(List.of(lines.get(0), lines.get(2)), "entry 2 is number 3: one is missing");
        refused(List.of(lines.get(1), lines.get(2)), "entry 1 is number 2");
        refused(List.of(lines.get(0), lines.get(0)), "entry 2 is number 1");
        refused(changed(0, "no JSON"), "entry 1 is no JSON");
        refused(changed(2, "{}"), "entry 3 is not signed");
        refused(List.of(), "nothing to verify");
        assertThatThrownBy(() -> SignedTimeline.verify(lines, "no key")).hasMessageContaining("no public Ed25519 key");
    }

    private List<String> changed(int line, String text) {
        List<String> changed = new ArrayList<>(lines);
        changed.set(line, text);
        return changed;
    }

    private void refused(List<String> changed, String fault) {
        assertThatThrownBy(() -> SignedTimeline.verify(changed, key))
                .isInstanceOf(LifeboatException.class)
                .hasMessageContaining(fault);
    }
}
