package org.theorder.lifeboat.repository.retention;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.repository.KnownMarkers;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.records.BackupRecords;
import org.theorder.lifeboat.repository.records.ChainLock;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.storage.StoredObject;
import org.theorder.lifeboat.repository.wal.TimelineHistory;

/**
 * One cluster in one region: extends the locks that everything got when it was put ({@link LockingStorage}) to the end of
 * its chain's retention: a full and every incremental between are locked as long as the youngest that builds on them, WAL as
 * long as a backup that is replayed with it, histories and the registration as long as any backup. Locks are only extended,
 * so it may be repeated at any time. A marker's lock is put and extended last, and so speaks for its backup; what anything is
 * locked for is asked once.
 */
public final class ChainLocks {
    /** Slices whose segment is not full by then are locked as it would be; one that is full takes their place. */
    private static final Duration FRESH_SLICE = Duration.ofHours(12);

    private final ClusterKeys keys;
    private final int segmentBytes;
    private final LockTerms terms;
    private final Clock clock;
    private final Map<String, Instant> known = new HashMap<>();
    private final KnownMarkers markers = new KnownMarkers();
    private Map<BackupId, Instant> backups = Map.of();

    public ChainLocks(ClusterKeys keys, int segmentBytes, LockTerms terms, Clock clock) {
        this.keys = keys;
        this.segmentBytes = segmentBytes;
        this.terms = terms;
        this.clock = clock;
    }

    /** Until when each backup is to be locked: its own time, or that of the last that builds on it. */
    static Map<BackupId, Instant> until(List<StoredBackup> backups, LockTerms terms) {
        Chains chains = new Chains(backups);
        Map<BackupId, Instant> until = new HashMap<>();
        for (StoredBackup backup : backups) {
            Instant own = terms.ofBackup(backup.kind(), backup.completedAt());
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
     * @param region always the same repository, maybe opened anew
     * @return how many locks were put or extended
     */
    public long apply(Storage region) {
        if (region.lock().isEmpty()) {
            return 0;
        }
        Instant now = clock.instant();
        RegionHoldings holdings = new RegionSurvey(region, keys, segmentBytes).holdings(markers, backups);
        backups = Map.copyOf(holdings.locks());
        BackupRecords records = new BackupRecords(region, keys);
        Map<BackupId, Instant> wanted = until(holdings.backups(), terms);
        long locks = 0;
        for (StoredBackup backup : holdings.backups()) {
            Instant until = wanted.getOrDefault(backup.id(), now);
            if (until.isAfter(now)
                    && holdings.locks().getOrDefault(backup.id(), Instant.MIN).isBefore(until)) {
                long objects = lock(region, backup.id(), until);
                records.locked(ChainLock.of(backup.id(), until, now, objects));
                locks += objects;
            }
        }
        return locks + extend(region, targets(holdings, wanted, now), now);
    }

    private long lock(Storage region, BackupId backup, Instant until) {
        List<String> objects;
        try (Stream<StoredObject> listed = region.list(keys.backup(backup))) {
            objects = listed.map(StoredObject::key).toList();
        }
        String marker = keys.marker(backup);
        objects.stream().filter(key -> !key.equals(marker)).forEach(key -> region.lockUntil(key, until));
        region.lockUntil(marker, until);
        return objects.size();
    }

    /** WAL, and what tells whose backups these are and where timelines came from. */
    private SortedMap<String, Instant> targets(RegionHoldings holdings, Map<BackupId, Instant> wanted, Instant now) {
        List<StoredBackup> longest = holdings.backups().stream()
                .sorted(Comparator.comparing((StoredBackup backup) -> wanted.getOrDefault(backup.id(), now))
                        .reversed())
                .toList();
        SortedMap<String, Instant> targets = new TreeMap<>();
        Instant old = now.minus(FRESH_SLICE);
        FullSegments full = new FullSegments(holdings.wal());
        for (WalItem item : holdings.wal()) {
            if (!item.slice() || (item.putAt().isBefore(old) && !full.replace(item))) {
                longest.stream()
                        .filter(backup -> replays(backup, item, holdings))
                        .findFirst()
                        .ifPresent(backup -> targets.put(item.key(), wanted.getOrDefault(backup.id(), now)));
            }
        }
        longest.stream()
                .findFirst()
                .map(backup -> wanted.getOrDefault(backup.id(), now))
                .ifPresent(last -> {
                    targets.put(keys.registration(), last);
                    holdings.histories().keySet().forEach(timeline -> targets.put(keys.history(timeline), last));
                });
        return targets;
    }

    private long extend(Storage region, SortedMap<String, Instant> targets, Instant now) {
        known.keySet().retainAll(targets.keySet());
        long locks = 0;
        for (Map.Entry<String, Instant> target : targets.entrySet()) {
            Instant until = target.getValue();
            if (until.isAfter(now)
                    && known.getOrDefault(target.getKey(), Instant.MIN).isBefore(until)) {
                locks += extended(region, target.getKey(), until) ? 1 : 0;
                known.put(target.getKey(), until);
            }
        }
        return locks;
    }

    /** False if it is locked long enough, or has gone meanwhile. */
    private static boolean extended(Storage region, String key, Instant until) {
        try {
            if (region.lockedUntil(key)
                    .filter(present -> !present.isBefore(until))
                    .isPresent()) {
                return false;
            }
            region.lockUntil(key, until);
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
