package org.theorder.lifeboat.backup.verification;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.backup.cluster.Cluster;
import org.theorder.lifeboat.backup.duty.HeldStorage;
import org.theorder.lifeboat.backup.retention.ClusterCopies;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.records.Verification;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.verification.BackupRepair;

/**
 * Reads a backup back in every region, replaces what is damaged in one by what is sound in another, and reads it back again:
 * a damaged marker or index hides what else is damaged, so this goes on while something could be replaced.
 */
@ApplicationScoped
public class Repairs {
    private static final Logger LOG = LoggerFactory.getLogger(Repairs.class);

    /** Marker, index and manifest, everything else, and one to see that all is well. */
    private static final int MOST_ROUNDS = 4;

    private final Verifications verifications;
    private final ClusterCopies copies;
    private final Clock clock;

    Repairs(Verifications verifications, ClusterCopies copies, Clock clock) {
        this.verifications = verifications;
        this.copies = copies;
        this.clock = clock;
    }

    /**
     * What was done.
     *
     * @param repaired what was replaced, and what could not be, in the order in which it was done; empty if nothing was damaged
     * @param verifications what the last reading showed in each open region
     */
    public record Repair(List<BackupRepair.Repaired> repaired, List<Verification> verifications) {}

    /**
     * @throws LifeboatException NOT_FOUND if no open region has the backup, or none has a sound copy of anything that is
     *     damaged; OBJECT_LOCKED if the store keeps what is damaged; CORRUPT
     *     if what was replaced is damaged again; BUSY if the cluster is being verified at this moment
     */
    public Repair repair(Cluster cluster, BackupId backup) {
        return verifications.whileAlone(cluster, held -> repair(cluster, backup, held));
    }

    private Repair repair(Cluster cluster, BackupId backup, Runnable held) {
        List<BackupRepair.Repaired> done = new ArrayList<>();
        for (int round = 1; round <= MOST_ROUNDS; round++) {
            List<Verification> readings = verifications.read(cluster, backup, held);
            List<BackupRepair.Repaired> step = replace(cluster, readings, held);
            done.addAll(step);
            if (step.stream().allMatch(each -> each.replaced().isEmpty())) {
                requireAnything(backup, done);
                return new Repair(List.copyOf(done), readings);
            }
        }
        throw new LifeboatException(
                ErrorCode.CORRUPT,
                backup + " was repaired " + MOST_ROUNDS
                        + " times and is still damaged: a region does not keep what is written "
                        + "into it; check its disks");
    }

    private List<BackupRepair.Repaired> replace(Cluster cluster, List<Verification> readings, Runnable held) {
        Map<RegionName, Storage> storages = copies.of(cluster).storages();
        List<BackupRepair.Source> sources = new ArrayList<>();
        Map<RegionName, Storage> writing = new HashMap<>();
        for (Verification reading : readings) {
            Optional.ofNullable(storages.get(reading.region())).ifPresent(storage -> {
                sources.add(new BackupRepair.Source(storage, reading));
                writing.put(reading.region(), new HeldStorage(cluster.writing(storage, clock), held));
            });
        }
        List<BackupRepair.Repaired> done = new ArrayList<>();
        for (BackupRepair.Source damaged : sources) {
            Storage region = writing.get(damaged.reading().region());
            if (region != null && !damaged.reading().passed()) {
                BackupRepair.Repaired repaired = new BackupRepair(
                                region,
                                sources.stream()
                                        .filter(source -> !source.equals(damaged))
                                        .toList())
                        .repair(damaged.reading());
                LOG.warn(
                        "damaged objects were replaced cluster={} backupId={} region={} replaced={} left={}",
                        cluster.name(),
                        damaged.reading().backup(),
                        repaired.region(),
                        repaired.replaced().size(),
                        repaired.left().size());
                done.add(repaired);
            }
        }
        return done;
    }

    private static void requireAnything(BackupId backup, List<BackupRepair.Repaired> done) {
        List<BackupRepair.Left> left =
                done.stream().flatMap(each -> each.left().stream()).toList();
        if (!left.isEmpty() && done.stream().allMatch(each -> each.replaced().isEmpty())) {
            BackupRepair.Left first = left.getFirst();
            boolean locked = left.stream().allMatch(each -> each.reason().contains("is locked until"));
            throw new LifeboatException(
                    locked ? ErrorCode.OBJECT_LOCKED : ErrorCode.NOT_FOUND,
                    backup + " cannot be repaired: " + first.object() + ": " + first.reason()
                            + (left.size() == 1 ? "" : " (and " + (left.size() - 1) + " more)")
                            + ". Take a full backup; what is sound in it can be restored from the other regions");
        }
    }
}
