package org.theorder.lifeboat.notifier.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.MaintenanceStatus;
import org.theorder.lifeboat.notifier.SceneMaintenances;
import org.theorder.lifeboat.notifier.Scenes;
import org.theorder.lifeboat.notifier.incident.Telling;

class MaintenanceTest {
    @Test
    void whatIsHeardFirstAnnouncesItAndItsEndEndsIt() {
        Maintenance announced = SceneMaintenances.planned();
        Maintenance begun = SceneMaintenances.running();
        Maintenance over = SceneMaintenances.over();

        assertThat(announced.telling(announced.updates().getFirst()))
                .isEqualTo(new Telling(Telling.Kind.OPENED, "update-1"));
        assertThat(begun.telling(begun.updates().getFirst())).isEqualTo(new Telling(Telling.Kind.UPDATED, "update-2"));
        assertThat(over.telling(over.updates().getFirst())).isEqualTo(new Telling(Telling.Kind.RESOLVED, "update-3"));
    }

    @Test
    void whatWasTakenBackSaysSoAndWhen() {
        Maintenance cancelled = SceneMaintenances.planned().cancelled(Scenes.NOW);

        assertThat(cancelled.changedAt()).isEqualTo(Scenes.NOW);
        assertThat(cancelled.updates()).hasSize(2);
        assertThat(cancelled.updates().getFirst().body()).isEqualTo("The maintenance is cancelled.");
        assertThat(cancelled.status()).isEqualTo(MaintenanceStatus.SCHEDULED);
    }
}
