package org.theorder.lifeboat.backup.retention;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.theorder.lifeboat.backup.cluster.Cluster;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.ClusterRegistration;
import org.theorder.lifeboat.repository.ClusterRepository;
import org.theorder.lifeboat.repository.records.BackupHold;
import org.theorder.lifeboat.repository.storage.Storage;

/** Backups that people want to be kept whatever the settings say. */
@ApplicationScoped
class Holds {
    private final ClusterCopies copies;
    private final Clock clock;

    Holds(ClusterCopies copies, Clock clock) {
        this.copies = copies;
        this.clock = clock;
    }

    /**
     * Writes a hold, or its release, into every open region that has the backup.
     *
     * @throws LifeboatException NOT_FOUND if none has it; STORE_UNREACHABLE if a region of the cluster is closed: a hold
     *     that one copy does not know would not hold there
     */
    List<BackupHold> put(Cluster cluster, BackupId backup, boolean held, String reason, String by) {
        ClusterCopies.Copies open = copies.of(cluster).requireOne();
        if (!open.closed().isEmpty()) {
            throw new LifeboatException(
                    ErrorCode.STORE_UNREACHABLE,
                    "a hold must reach every copy, and region "
                            + open.closed().keySet().iterator().next() + " is closed; GET /regions says why");
        }
        BackupHold hold =
                BackupHold.of(backup, held, reason, by, clock.instant().truncatedTo(ChronoUnit.MILLIS));
        boolean found = false;
        for (ClusterRegistration registration : copies.registrations(cluster, open)) {
            for (Storage storage : open.storages().values()) {
                ClusterRepository repository = new ClusterRepository(storage, registration.keys());
                if (repository.backup(backup).isPresent()) {
                    repository.records().hold(hold);
                    found = true;
                }
            }
        }
        if (!found) {
            throw new LifeboatException(
                    ErrorCode.NOT_FOUND, "no region has a complete backup " + backup + " of " + cluster.name());
        }
        return of(cluster, backup);
    }

    /** Every hold and release, oldest first. */
    List<BackupHold> of(Cluster cluster, BackupId backup) {
        ClusterCopies.Copies open = copies.of(cluster).requireOne();
        return copies.registrations(cluster, open).stream()
                .flatMap(registration -> open.storages().values().stream()
                        .flatMap(storage ->
                                new ClusterRepository(storage, registration.keys()).records().holds(backup).stream()))
                .distinct()
                .sorted((one, other) -> one.at().compareTo(other.at()))
                .toList();
    }
}
