package org.theorder.lifeboat.backup.schedule;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.outbox.Transaction;

/** The backup jobs, as the schedule needs them. */
public interface ScheduledJobs {
    /** Asks for a backup; the same id is the same backup. */
    void request(Transaction tx, UUID id, ClusterName cluster, BackupKind kind, String requestedBy);

    /** Jobs of these clusters that are queued or running, whoever asked, and the jobs with these ids. */
    List<Job> find(Collection<ClusterName> clusters, Collection<UUID> ids);

    /** How many jobs of all clusters are queued and running. */
    Load load();

    /** @param finishedAt null while it is not over */
    record Job(
            UUID id,
            ClusterName cluster,
            BackupKind kind,
            State state,
            @Nullable Instant finishedAt) {
        boolean isOpen() {
            return state == State.QUEUED || state == State.RUNNING;
        }
    }

    /** Jobs that are not over. */
    record Load(int queued, int running) {}

    /** How a job stands. */
    enum State {
        QUEUED,
        RUNNING,
        COMPLETED,
        FAILED,
        CANCELLED
    }
}
