package org.theorder.lifeboat.repository.retention;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.layout.BackupIds;
import org.theorder.lifeboat.repository.records.BackupRecords;
import org.theorder.lifeboat.repository.wal.TimelineHistory;

/**
 * What a region may hold after some random weeks: fulls, incrementals of pages and of WAL, fail-overs, gaps, slices,
 * leases, holds, locks, proofs, verifications, missing parents, leftovers, another region that is behind.
 */
final class RandomHistory {
    private static final int SEGMENT = 1 << 20;

    private final Random random;
    private final List<StoredBackup> backups = new ArrayList<>();
    private final List<WalItem> wal = new ArrayList<>();
    private final Map<Integer, TimelineHistory> histories = new HashMap<>();
    private final Map<BackupId, Instant> leases = new HashMap<>();
    private final Set<BackupId> held = new HashSet<>();
    private final Map<BackupId, Instant> proven = new HashMap<>();
    private final Map<BackupId, BackupRecords.Verified> verified = new HashMap<>();
    private final Map<BackupId, Instant> locks = new HashMap<>();
    private final List<RegionHoldings.Folder> folders = new ArrayList<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private int timeline = 1;
    private long segment = 1;

    RandomHistory(long seed) {
        random = new Random(seed);
        int steps = 5 + random.nextInt(60);
        for (int step = 0; step < steps; step++) {
            step();
        }
        now = now.plus(Duration.ofHours(random.nextInt(24 * 20)));
        decorate();
    }

    Instant now() {
        return now;
    }

    private void step() {
        now = now.plus(Duration.ofMinutes(1 + random.nextInt(60 * 40)));
        switch (random.nextInt(12)) {
            case 0, 1 -> backup(BackupKind.FULL);
            case 2, 3, 4, 5 -> backup(BackupKind.INCREMENTAL);
            case 6 -> failOver();
            case 7 -> folder();
            case 8 -> slice();
            default -> wal(1 + random.nextInt(3));
        }
    }

    private void wal(int segments) {
        for (int count = 0; count < segments; count++) {
            if (random.nextInt(60) != 0) {
                wal.add(new WalItem(
                        "wal/" + timeline + "/" + segment,
                        timeline,
                        new Lsn(segment * SEGMENT),
                        new Lsn((segment + 1) * SEGMENT),
                        false,
                        1 + random.nextInt(1000),
                        now));
            }
            segment++;
        }
    }

    private void slice() {
        long from = segment * SEGMENT + random.nextInt(2) * 1000L;
        wal.add(new WalItem(
                "wal/" + timeline + "/partial/" + segment + "/" + wal.size(),
                timeline,
                new Lsn(from),
                new Lsn(from + 5000),
                true,
                7,
                now));
    }

    private void backup(BackupKind kind) {
        Lsn start = new Lsn(segment * SEGMENT + 40);
        int begun = timeline;
        wal(1 + random.nextInt(2));
        BackupId parent = kind == BackupKind.FULL || backups.isEmpty() ? null : parent();
        BackupId id = BackupIds.next(now, parent == null ? BackupKind.FULL : kind, Optional.empty());
        backups.add(new StoredBackup(
                id,
                parent == null ? BackupKind.FULL : kind,
                parent,
                parent != null && random.nextInt(3) == 0,
                begun,
                timeline,
                start,
                new Lsn(segment * SEGMENT - 100),
                now.plusSeconds(60),
                1000 + random.nextInt(1000)));
    }

    private BackupId parent() {
        int most = Math.min(3, backups.size());
        return backups.get(backups.size() - 1 - random.nextInt(most)).id();
    }

    private void failOver() {
        List<TimelineHistory.Ancestor> ancestors = new ArrayList<>();
        TimelineHistory own = histories.get(timeline);
        if (own != null) {
            ancestors.addAll(own.ancestors());
        }
        ancestors.add(new TimelineHistory.Ancestor(timeline, new Lsn(segment * SEGMENT + 77), "promoted"));
        if (random.nextBoolean()) {
            // the old timeline went on for a while
            int left = timeline;
            wal(2);
            segment -= 2;
            timeline = left;
        }
        timeline++;
        if (random.nextInt(8) != 0) {
            histories.put(timeline, new TimelineHistory(timeline, ancestors));
        }
    }

    private void folder() {
        folders.add(new RegionHoldings.Folder(
                BackupIds.next(now.plusMillis(5), BackupKind.FULL, Optional.empty()), 3, 500, now));
    }

    private void decorate() {
        for (StoredBackup backup : List.copyOf(backups)) {
            switch (random.nextInt(25)) {
                case 0 -> leases.put(backup.id(), now.plusSeconds(random.nextInt(200) - 100));
                case 1 -> held.add(backup.id());
                case 2 -> proven.put(backup.id(), now.minusSeconds(random.nextInt(100_000)));
                case 3 -> verified.put(backup.id(), new BackupRecords.Verified(now, random.nextInt(4) != 0));
                case 4 -> locks.put(backup.id(), now.plusSeconds(random.nextInt(200) - 100));
                case 5 -> {
                    if (random.nextInt(4) == 0) {
                        backups.remove(backup);
                    }
                }
                default -> {}
            }
        }
    }

    RegionHoldings holdings() {
        return holdings(backups, wal, folders);
    }

    /** The same region with less in it. */
    RegionHoldings holdings(List<StoredBackup> left, List<WalItem> leftWal, List<RegionHoldings.Folder> leftFolders) {
        return new RegionHoldings(
                new RegionName("here"),
                left,
                List.of(),
                Map.of(),
                leftFolders,
                histories,
                leftWal,
                leases,
                held,
                proven,
                verified,
                locks);
    }

    RetentionRules rules() {
        return new RetentionRules(
                Duration.ofDays(1 + random.nextInt(30)),
                Duration.ofDays(1 + random.nextInt(9)),
                random.nextInt(3),
                random.nextInt(4) == 0,
                Duration.ofDays(1),
                Duration.ofDays(90));
    }

    Circumstances circumstances() {
        if (random.nextInt(3) != 0) {
            return Circumstances.quiet();
        }
        Set<BackupId> there = new HashSet<>();
        int most = backups.isEmpty() ? 0 : random.nextInt(backups.size() + 1);
        backups.subList(0, most).forEach(backup -> there.add(backup.id()));
        Map<Integer, Lsn> reached = random.nextBoolean()
                ? Map.of()
                : Map.of(1 + random.nextInt(timeline), new Lsn(random.nextLong(segment + 1) * SEGMENT));
        return new Circumstances(
                List.of(new OtherRegion(new RegionName("there"), there, there, reached)),
                true,
                Set.of(),
                Set.of(),
                false);
    }
}
