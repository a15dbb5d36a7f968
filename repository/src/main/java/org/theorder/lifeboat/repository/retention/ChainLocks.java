package org.theorder.lifeboat.repository.retention;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.records.BackupRecords;
import org.theorder.lifeboat.repository.records.ChainLock;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.storage.StoredObject;
import org.theorder.lifeboat.repository.wal.TimelineHistory;

/**
 * Keeps what one region holds of a cluster locked until the end of its chain's retention: a full and every incremental
 * between as long as the youngest that builds on them, WAL as long as a backup that is replayed with it. Locks are only
 * extended, so it may be repeated at any time; slices are not locked, because the full segment takes their place.
 */
public final class ChainLocks {
    private final Storage region;
    private final ClusterKeys keys;
    private final RegionSurvey survey;
    private final RetentionRules rules;
    private final Clock clock;
    private final Map<String, Instant> lockedWal = new HashMap<>();

    public ChainLocks(Storage region, ClusterKeys keys, int segmentBytes, RetentionRules rules, Clock clock) {
        this.region = region;
        this.keys = keys;
        this.survey = new RegionSurvey(region, keys, segmentBytes);
        this.rules = rules;
        this.clock = clock;
    }

    /** Until when each backup is to be locked: its own time, or that of the last that builds on it. */
    static Map<BackupId, Instant> until(List<StoredBackup> backups, RetentionRules rules) {
        Chains chains = new Chains(backups);
        Map<BackupId, Instant> until = new HashMap<>();
        for (StoredBackup backup : backups) {
            Duration age = backup.kind() == BackupKind.FULL ? rules.fulls() : rules.incrementals();
            Instant own = backup.completedAt().plus(age);
            until.merge(backup.id(), own, ChainLocks::later);
            chains.ancestors(backup).forEach(ancestor -> until.merge(ancestor.id(), own, ChainLocks::later));
        }
        return until;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /**
     * Locks whatever is not locked long enough; nothing where the region cannot lock.
     *
     * @return how many locks were put or extended
     */
    public long apply() {
        if (region.lock().isEmpty()) {
            return 0;
        }
        Instant now = clock.instant();
        RegionHoldings holdings = survey.holdings();
        BackupRecords records = new BackupRecords(region, keys);
        Map<BackupId, Instant> noted = records.locks();
        Map<BackupId, Instant> wanted = until(holdings.backups(), rules);
        long locks = 0;
        for (StoredBackup backup : holdings.backups()) {
            Instant until = wanted.getOrDefault(backup.id(), now);
            if (until.isAfter(now)
                    && noted.getOrDefault(backup.id(), Instant.MIN).isBefore(until)) {
                long objects = lock(backup.id(), until);
                records.locked(ChainLock.of(backup.id(), until, now, objects));
                locks += objects;
            }
        }
        return locks + lockWal(holdings, wanted, now);
    }

    private long lock(BackupId backup, Instant until) {
        List<String> objects;
        try (Stream<StoredObject> listed = region.list(keys.backup(backup))) {
            objects = listed.map(StoredObject::key).toList();
        }
        objects.forEach(key -> region.lockUntil(key, until));
        return objects.size();
    }

    private long lockWal(RegionHoldings holdings, Map<BackupId, Instant> wanted, Instant now) {
        List<StoredBackup> longest = holdings.backups().stream()
                .sorted(Comparator.comparing((StoredBackup backup) -> wanted.getOrDefault(backup.id(), now))
                        .reversed())
                .toList();
        lockedWal
                .keySet()
                .retainAll(
                        new HashSet<>(holdings.wal().stream().map(WalItem::key).toList()));
        long locks = 0;
        for (WalItem item : holdings.wal()) {
            Optional<Instant> until = item.slice()
                    ? Optional.empty()
                    : longest.stream()
                            .filter(backup -> replays(backup, item, holdings))
                            .findFirst()
                            .map(backup -> wanted.getOrDefault(backup.id(), now));
            if (until.filter(now::isBefore).isPresent()
                    && lockedWal.getOrDefault(item.key(), Instant.MIN).isBefore(until.get())) {
                if (lock(item, until.get())) {
                    locks++;
                }
                lockedWal.put(item.key(), until.get());
            }
        }
        return locks;
    }

    /** False if it has gone meanwhile. */
    private boolean lock(WalItem item, Instant until) {
        try {
            region.lockUntil(item.key(), until);
            return true;
        } catch (LifeboatException e) {
            if (e.code() != ErrorCode.NOT_FOUND) {
                throw e;
            }
            return false;
        }
    }

    private static boolean replays(StoredBackup backup, WalItem item, RegionHoldings holdings) {
        Lsn start = backup.startLsn();
        if (item.timeline() == backup.timeline()) {
            return start.isBefore(item.to());
        }
        TimelineHistory history = holdings.histories().get(item.timeline());
        return history != null
                && history.ancestors().stream()
                        .anyMatch(ancestor -> ancestor.timeline() == backup.timeline()
                                && !ancestor.switchedAt().isBefore(start));
    }
}
