package org.theorder.lifeboat.repository.retention;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.wal.WalSegment;

/** Correctness line 18: locked until the end of the chain's retention, extended when a child is added. */
class ChainLocksTest {
    private static final ClusterKeys KEYS = StoredRegion.KEYS;
    private static final RetentionRules RULES = RetentionRules.defaults();

    private final StoredRegion region = new StoredRegion();

    private ChainLocks locks() {
        return new ChainLocks(region.storage, KEYS, StoredRegion.SEGMENT, RULES, region.time);
    }

    private Instant lockOf(String key) {
        return region.storage.lockedUntil(key).orElse(Instant.MIN);
    }

    @Test
    void aChildExtendsTheLockOfItsChainAndOfItsWal() {
        region.storage.locking();
        String before = KEYS.segment(new WalSegment(1, 1, StoredRegion.SEGMENT).name());
        region.wal(1);
        BackupId full = region.full();
        Instant completed = region.repository().backup(full).orElseThrow().completedAt();
        String wal = KEYS.segment(new WalSegment(1, 2, StoredRegion.SEGMENT).name());
        locks().apply();

        Instant own = completed.plus(RULES.fulls());
        assertThat(lockOf(KEYS.marker(full))).isEqualTo(own);
        assertThat(lockOf(KEYS.part(full, "base-000001.tar.zst"))).isEqualTo(own);
        assertThat(lockOf(wal)).isEqualTo(own);
        assertThat(lockOf(before)).as("WAL that no backup needs").isEqualTo(Instant.MIN);
        assertThat(locks().apply())
                .as("locks of WAL are repeated after a restart, those of backups are noted")
                .isEqualTo(2);

        // a child near the end of the full's time keeps the full locked as long as itself
        region.time.pass(Duration.ofDays(28));
        BackupId child = region.incremental(full);
        ChainLocks again = locks();
        again.apply();
        Instant extended =
                region.repository().backup(child).orElseThrow().completedAt().plus(RULES.incrementals());
        assertThat(extended).isAfter(own);
        assertThat(List.of(KEYS.marker(full), KEYS.index(full), wal, KEYS.marker(child)))
                .allSatisfy(key -> assertThat(lockOf(key)).as(key).isEqualTo(extended));
        assertThat(again.apply()).as("nothing is left to lock").isZero();
    }

    @Test
    void whereTheRegionCannotLockNothingIsTried() {
        region.full();
        assertThat(locks().apply()).isZero();
        assertThat(region.storage.keys()).noneMatch(key -> key.startsWith(KEYS.locks()));
    }
}
