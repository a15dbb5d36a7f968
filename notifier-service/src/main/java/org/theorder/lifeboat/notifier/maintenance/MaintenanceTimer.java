package org.theorder.lifeboat.notifier.maintenance;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.theorder.lifeboat.outbox.Loop;

/** Looks once a second whether a maintenance begins or ends. */
@ApplicationScoped
class MaintenanceTimer {
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration END_WITHIN = Duration.ofSeconds(3);

    private final Loop loop;

    MaintenanceTimer(Maintenances maintenances) {
        this.loop = Loop.virtual("maintenances", _ -> {
            maintenances.keepTime();
            Thread.sleep(LOOK);
        });
    }

    void start(@Observes StartupEvent event) {
        loop.start();
    }

    void stop(@Observes ShutdownEvent event) {
        loop.stop();
        loop.join(END_WITHIN);
    }
}
