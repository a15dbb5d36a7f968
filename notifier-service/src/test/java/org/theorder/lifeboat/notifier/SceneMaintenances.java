package org.theorder.lifeboat.notifier;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.theorder.lifeboat.events.MaintenanceStatus;
import org.theorder.lifeboat.notifier.maintenance.Maintenance;

/** Maintenances of the {@link Scenes}: one goes on, one is planned, one is over. */
public final class SceneMaintenances {
    private SceneMaintenances() {}

    public static Maintenance running() {
        Instant began = Instant.parse("2026-11-22T12:00:00Z");
        return new Maintenance(
                "3b0cf4a0-6d9c-4a3e-9a53-0a4a6f6c2c11",
                "New certificates for the website",
                MaintenanceStatus.IN_PROGRESS,
                List.of("website"),
                began,
                began.plus(Duration.ofHours(1)),
                began.minus(Duration.ofDays(2)),
                began,
                null,
                List.of(
                        new Maintenance.Update(
                                "update-2", MaintenanceStatus.IN_PROGRESS, "The maintenance has begun.", true, began),
                        new Maintenance.Update(
                                "update-1",
                                MaintenanceStatus.SCHEDULED,
                                "The website is away for a minute, twice.",
                                false,
                                began.minus(Duration.ofDays(2)))));
    }

    /** The one that runs, when its hour is over. */
    public static Maintenance over() {
        Maintenance running = running();
        Instant ended = Instant.parse("2026-11-22T13:00:00Z");
        List<Maintenance.Update> updates = new ArrayList<>(running.updates());
        updates.addFirst(new Maintenance.Update(
                "update-3", MaintenanceStatus.COMPLETED, "The maintenance has ended.", true, ended));
        return new Maintenance(
                running.id(),
                running.name(),
                MaintenanceStatus.COMPLETED,
                running.components(),
                running.scheduledFor(),
                running.scheduledUntil(),
                running.createdAt(),
                running.beganAt(),
                ended,
                updates);
    }

    /** Over since days. */
    public static Maintenance lately() {
        Instant began = Instant.parse("2026-11-18T02:00:00Z");
        Instant ended = began.plus(Duration.ofHours(1));
        return new Maintenance(
                "91b7a0de-0f5c-4c0e-a0c6-2f8f6a1f3d33",
                "The website moves",
                MaintenanceStatus.COMPLETED,
                List.of("website"),
                began,
                ended,
                began.minus(Duration.ofDays(3)),
                began,
                ended,
                List.of(new Maintenance.Update(
                        "update-1", MaintenanceStatus.COMPLETED, "The maintenance has ended.", true, ended)));
    }

    public static Maintenance planned() {
        Instant begin = Instant.parse("2026-11-28T02:00:00Z");
        return new Maintenance(
                "7c1e8d2b-2d0f-4f43-8f8c-5b1f0a9d7e22",
                "The ledger moves to PostgreSQL 18",
                MaintenanceStatus.SCHEDULED,
                List.of("ledger", "shop"),
                begin,
                begin.plus(Duration.ofHours(2)),
                Scenes.NOW.minus(Duration.ofHours(5)),
                null,
                null,
                List.of(new Maintenance.Update(
                        "update-1",
                        MaintenanceStatus.SCHEDULED,
                        "Orders are taken all the time; invoices wait.",
                        false,
                        Scenes.NOW.minus(Duration.ofHours(5)))));
    }
}
