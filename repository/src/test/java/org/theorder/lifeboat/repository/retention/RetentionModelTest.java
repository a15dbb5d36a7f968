package org.theorder.lifeboat.repository.retention;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.repository.testing.SyntheticCluster;
import org.theorder.lifeboat.repository.wal.TimelineHistory;

/**
 * Correctness line 18: over thousands of random histories, whatever retention keeps can be restored, it never takes the
 * last restorable or proven backup nor a leased, held or locked one, and it comes to an end. With {@code
 * -Dlifeboat.model.cases=N} and {@code -Dlifeboat.model.seed=S} it tries others.
 */
class RetentionModelTest {
    private static final int CASES = Integer.getInteger("lifeboat.model.cases", 4000);
    private static final long SEED = Long.getLong("lifeboat.model.seed", 18);

    @Test
    void whateverIsKeptCanBeRestoredAtEveryStep() {
        int deletions = 0;
        for (long number = 0; number < CASES; number++) {
            long seed = SEED * 1_000_000 + number;
            try {
                deletions += check(new RandomHistory(seed));
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
        assertThat(deletions)
                .as("the model would prove nothing if nothing went")
                .isGreaterThan(CASES);
    }

    private static int check(RandomHistory history) {
        RegionHoldings before = history.holdings();
        RetentionRules rules = history.rules();
        Circumstances circumstances = history.circumstances();
        RetentionPlan plan = plan(rules, before, circumstances, history.now());

        assertThat(plan.bytesKept() + plan.bytesToDelete()).isEqualTo(bytes(before));
        Set<BackupId> wasRestorable = restorable(before.backups(), before.wal(), before.histories());
        List<StoredBackup> left = new ArrayList<>(before.backups());
        int deleted = 0;
        for (BackupDecision decision : plan.backupsToDelete()) {
            left.removeIf(backup -> backup.id().equals(decision.backup()));
            deleted++;
            assertNothingGotWorse(left, before.wal(), before, wasRestorable);
        }
        List<WalItem> leftWal = new ArrayList<>(before.wal());
        for (WalItem item : before.wal()) {
            if (plan.wal().stream().anyMatch(each -> !each.keep() && each.covers(item))) {
                leftWal.remove(item);
                deleted++;
                assertNotInAnyWindow(item, plan, left, before);
            }
        }
        assertNothingGotWorse(left, leftWal, before, wasRestorable);
        assertProtected(before, left, plan, rules, wasRestorable, history.now());

        List<RegionHoldings.Folder> folders = before.folders().stream()
                .filter(folder -> plan.leftovers().stream()
                        .anyMatch(each -> each.keep() && each.backup().equals(folder.backup())))
                .toList();
        RetentionPlan again = plan(rules, history.holdings(left, leftWal, folders), circumstances, history.now());
        assertThat(again.isIdle())
                .as("a plan that was carried out leaves nothing to do")
                .isTrue();
        return deleted;
    }

    private static RetentionPlan plan(
            RetentionRules rules, RegionHoldings holdings, Circumstances circumstances, Instant now) {
        return RetentionPlanner.plan(SyntheticCluster.KEYS, rules, holdings, circumstances, now);
    }

    private static long bytes(RegionHoldings holdings) {
        return holdings.backups().stream().mapToLong(StoredBackup::bytes).sum()
                + holdings.wal().stream().mapToLong(WalItem::bytes).sum()
                + holdings.folders().stream()
                        .mapToLong(RegionHoldings.Folder::bytes)
                        .sum();
    }

    /** Found by walking chain and WAL byte by byte of the definition, not by the planner's own classes. */
    private static Set<BackupId> restorable(
            List<StoredBackup> backups, List<WalItem> wal, Map<Integer, TimelineHistory> histories) {
        return backups.stream()
                .filter(backup -> isRestorable(backup, backups, wal, histories))
                .map(StoredBackup::id)
                .collect(Collectors.toSet());
    }

    private static boolean isRestorable(
            StoredBackup backup,
            List<StoredBackup> backups,
            List<WalItem> wal,
            Map<Integer, TimelineHistory> histories) {
        StoredBackup base = backup;
        StoredBackup pages = null;
        while (true) {
            if (pages == null && !base.ofWal()) {
                pages = base;
            }
            if (base.parent() == null) {
                break;
            }
            BackupId wanted = base.parent();
            Optional<StoredBackup> parent =
                    backups.stream().filter(each -> each.id().equals(wanted)).findFirst();
            if (parent.isEmpty()) {
                return false;
            }
            base = parent.get();
        }
        return pages != null && hasWal(pages, backup, wal, histories);
    }

    private static boolean hasWal(
            StoredBackup first, StoredBackup last, List<WalItem> wal, Map<Integer, TimelineHistory> histories) {
        long position = first.startLsn().value();
        long end = last.stopLsn().value();
        int timeline = first.timeline();
        while (position < end) {
            long stopHere = end;
            if (timeline != last.stopTimeline()) {
                TimelineHistory history = histories.get(last.stopTimeline());
                int now = timeline;
                Optional<TimelineHistory.Ancestor> left = history == null
                        ? Optional.empty()
                        : history.ancestors().stream()
                                .filter(each -> each.timeline() == now)
                                .findFirst();
                if (left.isEmpty()) {
                    return false;
                }
                stopHere = left.get().switchedAt().value();
                if (position >= stopHere) {
                    timeline = next(history, timeline, last.stopTimeline());
                    continue;
                }
            }
            long at = position;
            int on = timeline;
            long reached = wal.stream()
                    .filter(item -> item.timeline() == on
                            && item.from().value() <= at
                            && at < item.to().value())
                    .mapToLong(item -> item.to().value())
                    .max()
                    .orElse(at);
            if (reached == at) {
                return false;
            }
            position = Math.min(reached, stopHere);
        }
        return true;
    }

    private static int next(TimelineHistory history, int timeline, int last) {
        return history.ancestors().stream()
                .map(TimelineHistory.Ancestor::timeline)
                .filter(each -> each > timeline)
                .min(Comparator.naturalOrder())
                .orElse(last);
    }

    private static void assertNothingGotWorse(
            List<StoredBackup> left, List<WalItem> wal, RegionHoldings before, Set<BackupId> wasRestorable) {
        Set<BackupId> now = restorable(left, wal, before.histories());
        for (StoredBackup backup : left) {
            assertThat(now.contains(backup.id()))
                    .as("backup %s is listed, and as restorable as before", backup.id())
                    .isEqualTo(wasRestorable.contains(backup.id()));
        }
    }

    /** The window from a backup that stays for its own sake is whole: every later moment can be reached from it. */
    private static void assertNotInAnyWindow(
            WalItem item, RetentionPlan plan, List<StoredBackup> left, RegionHoldings before) {
        boolean sliceOfWhole = item.slice()
                && before.wal().stream()
                        .anyMatch(other -> !other.slice()
                                && other.timeline() == item.timeline()
                                && !item.from().isBefore(other.from())
                                && !other.to().isBefore(item.to()));
        if (sliceOfWhole) {
            return;
        }
        for (StoredBackup backup : left) {
            BackupDecision decision = plan.backups().stream()
                    .filter(each -> each.backup().equals(backup.id()))
                    .findFirst()
                    .orElseThrow();
            boolean wantsAll = decision.reasons().contains(Reason.WITHIN_AGE)
                    || decision.reasons().contains(Reason.LAST_RESTORABLE)
                    || decision.reasons().contains(Reason.LEASED);
            if (!wantsAll) {
                continue;
            }
            TimelineHistory history = before.histories().get(item.timeline());
            boolean sameTimeline =
                    item.timeline() == backup.timeline() && backup.startLsn().isBefore(item.to());
            boolean descendant = history != null
                    && history.ancestors().stream()
                            .anyMatch(each -> each.timeline() == backup.timeline()
                                    && !each.switchedAt().isBefore(backup.startLsn()));
            assertThat(sameTimeline || descendant)
                    .as("WAL %s is in the window of %s", item, backup)
                    .isFalse();
        }
    }

    private static void assertProtected(
            RegionHoldings before,
            List<StoredBackup> left,
            RetentionPlan plan,
            RetentionRules rules,
            Set<BackupId> wasRestorable,
            Instant now) {
        Set<BackupId> kept = left.stream().map(StoredBackup::id).collect(Collectors.toSet());
        Set<BackupId> good = before.backups().stream()
                .map(StoredBackup::id)
                .filter(wasRestorable::contains)
                .filter(id -> !chainIsDamaged(id, before))
                .collect(Collectors.toSet());
        good.stream()
                .max(Comparator.naturalOrder())
                .ifPresent(newest ->
                        assertThat(kept).as("the last restorable backup").contains(newest));
        good.stream()
                .filter(before.proven()::containsKey)
                .max(Comparator.naturalOrder())
                .ifPresent(
                        newest -> assertThat(kept).as("the last proven backup").contains(newest));
        for (StoredBackup backup : before.backups()) {
            boolean leased = before.leases().containsKey(backup.id())
                    && before.leases().get(backup.id()).isAfter(now);
            boolean locked = before.locks().containsKey(backup.id())
                    && before.locks().get(backup.id()).isAfter(now);
            boolean young = backup.completedAt()
                    .plus(backup.kind() == BackupKind.FULL ? rules.fulls() : rules.incrementals())
                    .isAfter(now);
            if (leased || locked || young || before.held().contains(backup.id())) {
                assertThat(kept).as("a protected backup").contains(backup.id());
            }
            if (kept.contains(backup.id()) && backup.parent() != null) {
                boolean parentWasThere =
                        before.backups().stream().anyMatch(each -> each.id().equals(backup.parent()));
                assertThat(kept.contains(backup.parent())).isEqualTo(parentWasThere);
            }
        }
        assertThat(plan.backups()).hasSize(before.backups().size());
    }

    private static boolean chainIsDamaged(BackupId id, RegionHoldings before) {
        Optional<StoredBackup> backup =
                before.backups().stream().filter(each -> each.id().equals(id)).findFirst();
        while (backup.isPresent()) {
            BackupId now = backup.get().id();
            if (before.verified().containsKey(now)
                    && !before.verified().get(now).passed()) {
                return true;
            }
            BackupId parent = backup.get().parent();
            backup = before.backups().stream()
                    .filter(each -> each.id().equals(parent))
                    .findFirst();
        }
        return false;
    }
}
