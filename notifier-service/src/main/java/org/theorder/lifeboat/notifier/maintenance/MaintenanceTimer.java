package org.theorder.lifeboat.notifier.maintenance;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.theorder.lifeboat.outbox.Routine;

/** Looks once a second whether a maintenance begins or ends. */
@ApplicationScoped
class MaintenanceTimer implements Routine {
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Maintenances maintenances;

    MaintenanceTimer(Maintenances maintenances) {
        this.maintenances = maintenances;
    }

    @Override
    public String name() {
        return "maintenances";
    }

    @Override
    public void round() throws InterruptedException {
        maintenances.keepTime();
        Thread.sleep(LOOK);
    }
}
