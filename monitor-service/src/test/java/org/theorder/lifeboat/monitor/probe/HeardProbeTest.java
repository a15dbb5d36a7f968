package org.theorder.lifeboat.monitor.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.monitor.rule.Observation;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.monitor.rule.RuleName;
import org.theorder.lifeboat.monitor.rule.Subject;

class HeardProbeTest {
    private final Subject shop = new Subject(RuleName.DRILL_OVERDUE, "shop", null, "shop");
    private final Subject ledger = new Subject(RuleName.DRILL_OVERDUE, "ledger", null, "ledger");
    private List<Subject> told = List.of(shop);

    private final HeardProbe probe = new HeardProbe("drills", RuleName.DRILL_OVERDUE, Duration.ofSeconds(2)) {
        @Override
        protected List<Observation> heard() {
            return told.stream()
                    .map(subject -> new Observation(subject, new Reading.Good("passed")))
                    .toList();
        }
    };

    @Test
    void whatNobodyTellsOfIsGone() {
        assertThat(probe.finds(ledger.key())).as("nobody has looked yet").isTrue();
        probe.look();
        assertThat(probe.finds(shop.key())).isTrue();
        assertThat(probe.finds(ledger.key())).isFalse();
    }

    @Test
    void aLookThatBreaksMakesAllThatWasToldOfUnknown() {
        probe.look();
        assertThat(probe.unseen("a defect")).containsExactly(new Observation(shop, new Reading.Unknown("a defect")));
    }

    /** Its first look in this process breaks, and so does every other. */
    @Test
    void whatWasToldOfBeforeARestartIsUnknownUntilALookSucceeds() {
        Subject backup = new Subject(RuleName.BACKUP_OVERDUE, "shop/full", null, "shop");
        probe.recall(List.of(shop, backup, ledger));

        assertThat(probe.unseen("a defect"))
                .containsExactlyInAnyOrder(
                        new Observation(shop, new Reading.Unknown("a defect")),
                        new Observation(ledger, new Reading.Unknown("a defect")));
        assertThat(probe.late()).hasSize(2);

        probe.look();
        assertThat(probe.unseen("a defect")).hasSize(1);
    }

    /** Told of while another process evaluated: this one knows nothing of it when its next term begins. */
    @Test
    void nothingIsGoneBeforeTheFirstLookOfATerm() {
        probe.look();
        told = List.of(shop, ledger);

        probe.recall(List.of(shop, ledger));
        assertThat(probe.finds(ledger.key())).isTrue();
        probe.look();
        assertThat(probe.finds(ledger.key())).isTrue();

        told = List.of(ledger);
        probe.look();
        assertThat(probe.finds(shop.key())).isFalse();
    }
}
