package org.theorder.lifeboat.repository.records;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.storage.Storage;

/**
 * A backup that retention leaves alone in every region that could be told, until this is closed; renewed meanwhile. A
 * region that cannot be written does not stop whoever reads: a disaster is restored from a read-only copy too, then
 * without this protection, and {@link #notes} says so.
 */
public final class LeasedBackup implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeasedBackup.class);

    private final List<Storage> regions;
    private final ClusterKeys keys;
    private final BackupId backup;
    private final String holder;
    private final String purpose;
    private final Duration length;
    private final Clock clock;
    private final ConcurrentHashMap<Storage, BackupLease> taken = new ConcurrentHashMap<>();
    private final List<String> notes = new ArrayList<>();
    private final Thread renewal;

    private LeasedBackup(
            List<Storage> regions,
            ClusterKeys keys,
            BackupId backup,
            String holder,
            String purpose,
            Duration length,
            Clock clock) {
        this.regions = List.copyOf(regions);
        this.keys = keys;
        this.backup = backup;
        this.holder = holder;
        this.purpose = purpose;
        this.length = length;
        this.clock = clock;
        this.renewal = Thread.ofVirtual().name("lease-" + backup).unstarted(this::renew);
    }

    /**
     * @param holder unique among all that lease at a time, for example {@code restore-<restore id>}
     * @param purpose for people
     * @param length of one lease; a holder that dies keeps the backup for so long. Renewed after a third of it
     * @throws LifeboatException BUSY if every region has given the backup up: choose another one
     */
    public static LeasedBackup take(
            List<Storage> regions,
            ClusterKeys keys,
            BackupId backup,
            String holder,
            String purpose,
            Duration length,
            Clock clock) {
        LeasedBackup leased = new LeasedBackup(regions, keys, backup, holder, purpose, length, clock);
        int givenUp = 0;
        for (Storage region : leased.regions) {
            try {
                leased.lease(region);
                // retention writes its tombstone first and looks for leases afterwards: one of us sees the other
                givenUp += new BackupRecords(region, keys).isTombstoned(backup) ? 1 : 0;
            } catch (LifeboatException e) {
                LOG.warn(
                        "a backup is read without a lease backupId={} region={} reason={}",
                        backup,
                        region.region(),
                        e.explanation());
                leased.notes.add("region " + region.region() + " could not be told that backup " + backup
                        + " is in use, so its retention may delete it meanwhile: " + e.explanation());
            }
        }
        if (givenUp > 0 && givenUp == leased.regions.size()) {
            leased.release();
            throw new LifeboatException(
                    ErrorCode.BUSY,
                    "backup " + backup + " is just being deleted by retention; try again, another one is chosen");
        }
        leased.renewal.start();
        return leased;
    }

    /** Regions that could not be told, for people. */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    private void lease(Storage region) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        BackupLease lease = BackupLease.of(backup, holder, purpose, now, now.plus(length));
        BackupRecords records = new BackupRecords(region, keys);
        records.lease(lease);
        BackupLease before = taken.put(region, lease);
        if (before != null && !before.until().equals(lease.until())) {
            records.release(before);
        }
    }

    private void renew() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                Thread.sleep(length.dividedBy(3));
            } catch (InterruptedException e) {
                return;
            }
            for (Storage region : regions) {
                try {
                    lease(region);
                } catch (LifeboatException e) {
                    LOG.warn(
                            "a lease was not renewed yet backupId={} region={} reason={}",
                            backup,
                            region.region(),
                            e.explanation());
                }
            }
        }
    }

    private void release() {
        taken.forEach((region, lease) -> {
            try {
                new BackupRecords(region, keys).release(lease);
            } catch (LifeboatException e) {
                LOG.info(
                        "a lease ends by itself backupId={} region={} until={}",
                        backup,
                        region.region(),
                        lease.until());
            }
        });
    }

    @Override
    public void close() {
        renewal.interrupt();
        boolean interrupted = Thread.interrupted();
        try {
            renewal.join();
        } catch (InterruptedException e) {
            interrupted = true;
        }
        release();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
