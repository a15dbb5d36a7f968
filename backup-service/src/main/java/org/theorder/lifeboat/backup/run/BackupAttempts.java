package org.theorder.lifeboat.backup.run;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.UUID;
import org.theorder.lifeboat.backup.cluster.Clusters;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.outbox.Lease;
import org.theorder.lifeboat.outbox.Leases;
import org.theorder.lifeboat.outbox.Outbox;

/** Makes {@link BackupAttempt}s with all that they need. */
@ApplicationScoped
class BackupAttempts {
    private final BackupJobStore store;
    private final Clusters clusters;
    private final BackupRuns runs;
    private final Outbox outbox;
    private final Database database;
    private final Leases leases;
    private final BackupConfiguration configuration;
    private final Clock clock;

    BackupAttempts(
            BackupJobStore store,
            Clusters clusters,
            BackupRuns runs,
            Outbox outbox,
            Database database,
            Leases leases,
            BackupConfiguration configuration,
            Clock clock) {
        this.store = store;
        this.clusters = clusters;
        this.runs = runs;
        this.outbox = outbox;
        this.database = database;
        this.leases = leases;
        this.configuration = configuration;
        this.clock = clock;
    }

    BackupAttempt of(Lease lease, UUID job) {
        return new BackupAttempt(lease, job, store, clusters, runs, outbox, database, leases, configuration, clock);
    }
}
