package org.theorder.lifeboat.repository.retention;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.IncrementalMethod;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.ClusterRegistration;
import org.theorder.lifeboat.repository.ClusterRepository;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.repository.backup.ParentStart;
import org.theorder.lifeboat.repository.encryption.Encoding;
import org.theorder.lifeboat.repository.layout.BackupIds;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.manifest.ChecksumAlgorithm;
import org.theorder.lifeboat.repository.storage.Content;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.testing.MemoryStorage;
import org.theorder.lifeboat.repository.testing.SyntheticCluster;
import org.theorder.lifeboat.repository.wal.WalName;
import org.theorder.lifeboat.repository.wal.WalSegment;

/** A region in memory with backups and WAL whose bytes are of no interest. */
final class StoredRegion {
    static final int SEGMENT = 1 << 20;
    static final ClusterKeys KEYS = SyntheticCluster.KEYS;

    /** Time passes when it is told to. */
    static final class Time extends Clock {
        private Instant now = Instant.parse("2026-11-22T02:00:00Z");

        void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    final Time time = new Time();
    final MemoryStorage storage = new MemoryStorage(new RegionName("dr"), time);
    private Storage writes = storage;
    private long segment = 1;

    StoredRegion() {
        ClusterRepository.register(storage, ClusterRegistration.of(KEYS, 18, SEGMENT, time.instant()));
    }

    /** From now on everything is locked with the put. */
    void locking(LockTerms terms) {
        writes = new LockingStorage(storage.locking(), terms, time);
    }

    BackupId full() {
        return backup(BackupKind.FULL, null, false);
    }

    BackupId incremental(BackupId parent) {
        return backup(BackupKind.INCREMENTAL, parent, false);
    }

    BackupId incrementalOfWal(BackupId parent) {
        return backup(BackupKind.INCREMENTAL, parent, true);
    }

    /** The beginning of the segment that comes next; returns its key. */
    String slice() {
        WalSegment current = new WalSegment(1, segment, SEGMENT);
        String key = new WalName.Slice(current, current.start(), current.start().plus(4096)).key(KEYS);
        writes.create(key, Content.of("slice"));
        return key;
    }

    void wal(int segments) {
        for (int count = 0; count < segments; count++) {
            writes.create(KEYS.segment(new WalSegment(1, segment, SEGMENT).name()), Content.of("wal " + segment));
            segment++;
        }
    }

    private BackupId backup(BackupKind kind, @Nullable BackupId parent, boolean ofWal) {
        time.pass(Duration.ofHours(1));
        Instant started = time.instant();
        BackupId id = BackupIds.next(started, kind, Optional.empty());
        Lsn start = new Lsn(segment * SEGMENT + 40);
        wal(2);
        if (!ofWal) {
            for (String part : List.of("base-000000.tar.zst", "base-000001.tar.zst")) {
                writes.create(KEYS.part(id, part), Content.of("part " + part));
            }
            writes.create(KEYS.index(id), Content.of("index"));
            writes.create(KEYS.manifest(id), Content.of("manifest"));
        }
        String sha = "0".repeat(64);
        BackupMarker marker = new BackupMarker(
                1,
                Encoding.ZSTD,
                List.of(),
                id,
                KEYS.cluster(),
                KEYS.systemIdentifier(),
                kind,
                parent,
                parent == null ? null : ofWal ? IncrementalMethod.WAL : IncrementalMethod.PAGES,
                parent == null || ofWal ? null : new ParentStart(1, start),
                180006,
                SEGMENT,
                1,
                1,
                start,
                new Lsn(segment * SEGMENT - 100),
                started,
                started.plusSeconds(60),
                List.of(),
                ofWal ? 0 : 2,
                0,
                0,
                0,
                100,
                null,
                ChecksumAlgorithm.CRC32C,
                ofWal ? 0 : 5,
                ofWal ? null : sha,
                ofWal ? 0 : 8,
                ofWal ? null : sha,
                null,
                List.of());
        writes.create(KEYS.marker(id), Content.of(marker.json()));
        return id;
    }

    ClusterRepository repository() {
        return new ClusterRepository(storage, KEYS);
    }
}
