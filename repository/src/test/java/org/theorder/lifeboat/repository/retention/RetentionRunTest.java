package org.theorder.lifeboat.repository.retention;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.events.RestoreId;
import org.theorder.lifeboat.repository.ClusterRepository;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.records.BackupHold;
import org.theorder.lifeboat.repository.records.BackupLease;
import org.theorder.lifeboat.repository.records.BackupRecords;
import org.theorder.lifeboat.repository.records.RestoreProof;
import org.theorder.lifeboat.repository.storage.Content;
import org.theorder.lifeboat.repository.storage.ForwardingStorage;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.testing.MemoryStorage;
import org.theorder.lifeboat.repository.wal.WalReader;

/** Correctness line 18: retention deletes what its plan says, in an order in which it may be killed at every step. */
class RetentionRunTest {
    private static final ClusterKeys KEYS = StoredRegion.KEYS;
    private static final RetentionRules RULES = RetentionRules.defaults();

    private final StoredRegion region = new StoredRegion();
    private BackupId oldFull;
    private BackupId oldChild;
    private BackupId middleFull;
    private BackupId middleChild;
    private BackupId newestFull;

    /** A chain whose time is over, one whose full is kept, one of today; WAL, slices and leftovers. */
    @BeforeEach
    void threeChains() {
        oldFull = region.full();
        region.wal(3);
        oldChild = region.incrementalOfWal(region.incremental(oldFull));
        region.storage.create(
                KEYS.part(new BackupId("20261122T120000000Z-full"), "base-000000.tar.zst"), Content.of("leftover"));
        region.storage.create(slice(2), Content.of("s"));
        region.time.pass(Duration.ofDays(20));
        middleFull = region.full();
        middleChild = region.incremental(middleFull);
        region.wal(3);
        region.time.pass(Duration.ofDays(15));
        newestFull = region.full();
        region.incremental(newestFull);
        region.wal(2);
    }

    private RetentionRun run(Storage storage) {
        return new RetentionRun(storage, KEYS, StoredRegion.SEGMENT, RULES, Circumstances.quiet(), region.time);
    }

    @Test
    void theOldChainGoesWithItsWalAndTheRestStays() {
        RetentionPlan plan = run(region.storage).dryRun();
        List<String> before = region.storage.keys();
        assertThat(plan.backupsToDelete())
                .extracting(BackupDecision::backup)
                .startsWith(middleChild, oldChild)
                .endsWith(oldFull)
                .hasSize(4);

        RetentionOutcome outcome = run(region.storage).carryOut().orElseThrow();

        assertThat(outcome.bytes()).isEqualTo(plan.bytesToDelete() + objectsBesideParts(before, plan));
        assertThat(outcome.refused()).isEmpty();
        assertThat(region.repository().backups().complete())
                .extracting(BackupMarker::backup)
                .containsExactly(
                        middleFull,
                        newestFull,
                        region.repository().backups().newest().orElseThrow().backup());
        assertThat(region.storage.keys()).noneMatch(key -> key.contains(oldFull.value() + "/"));
        assertThat(region.storage.keys()).noneMatch(key -> key.contains("partial/000000010000000000000002"));
        assertThat(new WalReader(List.of(region.storage), KEYS, StoredRegion.SEGMENT)
                        .coverage(
                                1,
                                region.repository()
                                        .backup(middleFull)
                                        .orElseThrow()
                                        .startLsn())
                        .gaps())
                .isEmpty();
        assertThat(run(region.storage).carryOut()).as("nothing is left to do").isEmpty();
        RetentionLog log = new RetentionLog(region.storage, KEYS);
        assertThat(log.outcomes(10)).containsExactly(outcome);
        assertThat(log.plan(outcome.plan())).contains(plan);
    }

    /** Markers, indexes and manifests are not in the marker's storedBytes. */
    private long objectsBesideParts(List<String> before, RetentionPlan plan) {
        long all = before.stream()
                .filter(key -> !region.storage.keys().contains(key))
                .count();
        assertThat(all).isPositive();
        return new RetentionLog(region.storage, KEYS).outcomes(1).getFirst().bytes() - plan.bytesToDelete();
    }

    @Test
    void aRunThatIsKilledAtAnyStepLeavesOnlyRestorableBackupsAndTheNextOneEndsIt() {
        MemoryStorage undisturbed = region.storage.copy();
        run(undisturbed).carryOut();
        List<String> wanted = withoutRetention(undisturbed);

        int changes = 0;
        boolean killed = true;
        while (killed) {
            MemoryStorage storage = region.storage.copy();
            storage.dieAfter(changes);
            killed = false;
            try {
                run(storage).carryOut();
            } catch (MemoryStorage.Killed e) {
                killed = true;
            }
            storage.live();
            assertEverythingListedIsRestorable(storage, changes);
            region.time.pass(Duration.ofSeconds(1));
            run(storage).carryOut();
            assertEverythingListedIsRestorable(storage, changes);
            assertThat(withoutRetention(storage))
                    .as("killed after %s changes", changes)
                    .isEqualTo(wanted);
            changes++;
        }
        assertThat(changes).isGreaterThan(20);
    }

    private static List<String> withoutRetention(MemoryStorage storage) {
        return storage.keys().stream()
                .filter(key -> !key.startsWith(KEYS.retention()))
                .toList();
    }

    private static void assertEverythingListedIsRestorable(MemoryStorage storage, int changes) {
        ClusterRepository repository = new ClusterRepository(storage, KEYS);
        List<BackupMarker> listed = repository.backups().complete();
        assertThat(listed).isNotEmpty();
        for (BackupMarker marker : listed) {
            String named = marker.backup() + ", killed after " + changes + " changes";
            if (marker.hasFiles()) {
                assertThat(storage.keys())
                        .as(named)
                        .contains(
                                KEYS.index(marker.backup()),
                                KEYS.manifest(marker.backup()),
                                KEYS.part(marker.backup(), "base-000000.tar.zst"),
                                KEYS.part(marker.backup(), "base-000001.tar.zst"));
            }
            if (marker.parent() != null) {
                assertThat(repository.backup(marker.parent())).as(named).isPresent();
            }
            assertThat(new WalReader(List.of(storage), KEYS, StoredRegion.SEGMENT)
                            .coverage(1, marker.startLsn())
                            .reaches(marker.stopLsn()))
                    .as(named)
                    .isTrue();
        }
    }

    @Test
    void aLeaseTakenWhileItIsGivenUpWins() {
        BackupRecords records = new BackupRecords(region.storage, KEYS);
        Storage racing = new ForwardingStorage(region.storage) {
            @Override
            public void create(String key, Content content, @Nullable Instant lockUntil) {
                super.create(key, content, lockUntil);
                if (key.equals(KEYS.tombstone(oldChild))) {
                    Instant now = region.time.instant();
                    records.lease(BackupLease.of(oldChild, "restore-1", "a restore", now, now.plusSeconds(60)));
                }
            }
        };

        RetentionOutcome outcome = run(racing).carryOut().orElseThrow();

        assertThat(outcome.backups()).containsExactly(middleChild);
        assertThat(outcome.refused()).anyMatch(refused -> refused.object().equals(oldChild.value()));
        assertThat(region.repository().backup(oldChild)).isPresent();
        assertThat(region.repository().backup(oldFull)).isPresent();
        assertEverythingListedIsRestorable(region.storage, 0);
    }

    @Test
    void whatIsHeldProvenOrLeasedStaysWithItsChain() {
        BackupRecords records = new BackupRecords(region.storage, KEYS);
        Instant now = region.time.instant();
        records.hold(BackupHold.of(oldChild, true, "case 4711", "legal", now));
        records.proven(
                new RestoreProof(1, middleFull, new RestoreId("drill-1"), true, new RegionName("dr"), "pages", now));
        records.lease(BackupLease.of(middleChild, "restore-1", "a restore", now, now.plusSeconds(60)));

        RetentionOutcome outcome = run(region.storage).carryOut().orElseThrow();

        assertThat(outcome.backups()).isEmpty();
        assertThat(region.repository().backups().complete()).hasSize(7);
        assertEverythingListedIsRestorable(region.storage, 0);
        assertThat(outcome.walObjects())
                .as("between a held backup and the window WAL is not needed")
                .isPositive();
    }

    @Test
    void aRefusedDeleteIsToldAndTheBackupIsListedAsBefore() {
        region.storage.locking();
        Instant until = region.time.instant().plus(Duration.ofDays(1));
        region.storage.lockUntil(KEYS.part(oldChild(), "base-000001.tar.zst"), until);
        region.storage.lockUntil(KEYS.marker(oldFull), until);

        RetentionPlan plan = run(region.storage).dryRun();
        assertThat(plan.backups().getFirst().reasons()).containsExactly(Reason.LOCKED);

        RetentionOutcome outcome = run(region.storage).carryOut().orElseThrow();
        assertThat(region.repository().backup(oldFull)).isPresent();
        assertThat(outcome.refused())
                .hasSize(1)
                .allMatch(refused -> refused.reason().contains("locked until"));
        assertEverythingListedIsRestorable(region.storage, 0);

        region.time.pass(Duration.ofDays(2));
        run(region.storage).carryOut();
        assertThat(region.storage.keys()).noneMatch(key -> key.contains("backups/" + oldFull));
        assertThat(region.storage.keys()).noneMatch(key -> key.contains("backups/" + oldChild()));
    }

    @Test
    void lockedWalHoldsUpWhatFollowsItButNoSlicesOfFullSegments() {
        region.storage.locking();
        String slice = slice(3);
        region.storage.create(slice, Content.of("s"));
        String first = KEYS.segment("000000010000000000000001");
        String second = KEYS.segment("000000010000000000000002");
        Instant until = region.time.instant().plus(Duration.ofDays(9));
        region.storage.lockUntil(first, until);
        region.storage.lockUntil(slice(2), until);
        region.time.pass(Duration.ofDays(3));

        RetentionOutcome outcome = run(region.storage).carryOut().orElseThrow();

        assertThat(region.storage.keys()).contains(first, second, slice(2)).doesNotContain(slice);
        assertThat(outcome.walObjects()).isEqualTo(1);
        assertThat(outcome.refused())
                .extracting(RetentionOutcome.Refused::object)
                .containsExactly(slice(2), first);
    }

    private static String slice(int segment) {
        return KEYS.slices("00000001000000000000000" + segment)
                + "0000000000%d00000-0000000000%d00100.zst".formatted(segment, segment);
    }

    /** The incremental of pages between the old full and the one of WAL. */
    private BackupId oldChild() {
        return new BackupId("20261122T040000000Z-incremental");
    }

    @Test
    void aRegionThatIsBehindKeepsWhatItNeeds() {
        OtherRegion behind = new OtherRegion(new RegionName("far"), Set.of(oldFull), Set.of(oldFull), Map.of());
        RetentionPlan plan = new RetentionRun(
                        region.storage,
                        KEYS,
                        StoredRegion.SEGMENT,
                        RULES,
                        new Circumstances(List.of(behind), true, Set.of(), Set.of(), false),
                        region.time)
                .dryRun();

        assertThat(plan.backupsToDelete()).isEmpty();
        assertThat(plan.backups())
                .filteredOn(each -> each.backup().equals(oldChild))
                .singleElement()
                .satisfies(each -> assertThat(each.reasons()).contains(Reason.REGION_BEHIND));
    }

    @Test
    void anOperatorDeletesOneBackupUnderTheSameProtections() {
        List<BackupId> all = new ArrayList<>();
        region.repository().backups().complete().forEach(marker -> all.add(marker.backup()));
        for (BackupId asked : List.of(newestFull, middleFull, oldFull)) {
            RetentionRun run = requested(asked);
            assertThat(run.deleteRequested(run.dryRun()))
                    .as("others build on it")
                    .isEmpty();
        }
        RetentionRun run = requested(middleChild);
        assertThat(run.deleteRequested(run.dryRun()).orElseThrow().backups()).containsExactly(middleChild);
        all.remove(middleChild);
        assertThat(region.repository().backups().complete())
                .extracting(BackupMarker::backup)
                .isEqualTo(all);
    }

    private RetentionRun requested(BackupId asked) {
        RetentionRules forever = new RetentionRules(
                Duration.ofDays(999), Duration.ofDays(999), 0, false, Duration.ofDays(1), Duration.ofDays(90));
        return new RetentionRun(
                region.storage,
                KEYS,
                StoredRegion.SEGMENT,
                forever,
                new Circumstances(List.of(), true, Set.of(), Set.of(asked), false),
                region.time);
    }

    @Test
    void nothingGoesWhileNoNewBackupsCome() {
        region.time.pass(Duration.ofDays(4000));

        RetentionPlan plan = run(region.storage).dryRun();

        assertThat(plan.backups())
                .filteredOn(each -> each.backup().equals(middleFull))
                .singleElement()
                .satisfies(each -> assertThat(each.reasons()).contains(Reason.WITHIN_AGE));
    }
}
