package org.theorder.lifeboat.backup.cluster;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.theorder.lifeboat.backup.replication.ServerAddress;
import org.theorder.lifeboat.backup.settings.ClusterSettings;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.retention.LockingStorage;
import org.theorder.lifeboat.repository.storage.Storage;

/**
 * A cluster that is to be protected.
 *
 * @param server how to reach its primary
 * @param database the database that matters most, for people; the whole cluster is backed up
 * @param regions where its backups and WAL go, in order of name
 * @param settings how and when; complete, with the defaults filled in
 */
public record Cluster(
        ClusterName name,
        ServerAddress server,
        String database,
        List<RegionName> regions,
        ClusterSettings settings,
        Origin origin) {
    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

    /** Who declared it. */
    public enum Origin {
        CONFIGURATION,
        REST
    }

    public Cluster {
        regions = regions.stream().sorted().distinct().toList();
    }

    /** A region as this cluster writes to it: what is put is locked with the put, if the settings say so and it can lock. */
    public Storage writing(Storage region, Clock clock) {
        return settings.lock().enabled()
                ? new LockingStorage(region, settings.retention().lockTerms(), clock)
                : region;
    }

    /** The physical replication slot that keeps WAL until it is durable in the repository. */
    public String slot() {
        return "lifeboat_" + name.value().replace('-', '_');
    }
}
