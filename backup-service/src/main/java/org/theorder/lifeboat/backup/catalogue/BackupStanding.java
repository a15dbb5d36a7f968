package org.theorder.lifeboat.backup.catalogue;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.theorder.lifeboat.backup.cluster.Cluster;
import org.theorder.lifeboat.backup.cluster.Registrar;
import org.theorder.lifeboat.backup.region.RegionState;
import org.theorder.lifeboat.backup.region.Regions;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.records.BackupRecords;

/** What the regions have written down about a cluster's backups: verified, proven, held, locked. */
@ApplicationScoped
class BackupStanding {
    private final Regions regions;
    private final Registrar registrar;

    BackupStanding(Regions regions, Registrar registrar) {
        this.regions = regions;
        this.registrar = registrar;
    }

    /**
     * @param verified when each backup was last read back, by region, and whether it passed
     * @param proven when a server was last restored from it
     * @param held kept whatever the settings say
     * @param lockedUntil the latest lock in any region
     */
    record Standing(
            Map<BackupId, Map<RegionName, BackupRecords.Verified>> verified,
            Map<BackupId, Instant> proven,
            Set<BackupId> held,
            Map<BackupId, Instant> lockedUntil) {}

    /** Asks the open regions; one that does not answer is left out. */
    Standing of(Cluster cluster) {
        Standing standing = new Standing(new HashMap<>(), new HashMap<>(), new HashSet<>(), new HashMap<>());
        registrar.known(cluster).ifPresent(bound -> {
            for (RegionName name : cluster.regions()) {
                if (regions.get(name).state() instanceof RegionState.Open open) {
                    try {
                        add(standing, name, new BackupRecords(open.storage(), bound.keys()));
                    } catch (LifeboatException unanswered) {
                        // the listing of the backups themselves says why
                    }
                }
            }
        });
        return standing;
    }

    private static void add(Standing standing, RegionName region, BackupRecords records) {
        records.verified()
                .forEach((backup, found) -> standing.verified()
                        .computeIfAbsent(backup, _ -> new TreeMap<>())
                        .put(region, found));
        records.proven().forEach((backup, at) -> standing.proven().merge(backup, at, BackupStanding::later));
        standing.held().addAll(records.held());
        records.locks().forEach((backup, until) -> standing.lockedUntil().merge(backup, until, BackupStanding::later));
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
