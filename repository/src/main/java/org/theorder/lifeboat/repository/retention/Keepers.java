package org.theorder.lifeboat.repository.retention;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.repository.records.BackupRecords;

/** Which listed backups stay, and why; those without a reason go. */
final class Keepers {
    /** While no new backups come, nothing gets older than this behind the newest one. */
    private static final Duration SILENCE = Duration.ofDays(1);

    private final RetentionRules rules;
    private final RegionHoldings here;
    private final Circumstances circumstances;
    private final Instant now;
    private final Chains chains;
    private final List<StoredBackup> restorable;
    private final Map<BackupId, Set<Reason>> reasons = new TreeMap<>();
    /** Parents whose children want all WAL behind them. */
    private final Set<BackupId> windows = new HashSet<>();

    Keepers(RetentionRules rules, RegionHoldings here, Circumstances circumstances, Chains chains, Instant now) {
        this.rules = rules;
        this.here = here;
        this.circumstances = circumstances;
        this.chains = chains;
        this.now = now;
        WalCover wal = new WalCover(here.wal());
        this.restorable = here.backups().stream()
                .filter(backup -> isRestorable(backup, wal))
                .toList();
    }

    /** Its chain is there and not known to be damaged, and so is the WAL that makes it consistent. */
    private boolean isRestorable(StoredBackup backup, WalCover wal) {
        return chains.isWhole(backup)
                && !isDamaged(backup)
                && chains.ancestors(backup).stream().noneMatch(this::isDamaged)
                && WalPath.of(backup, chains, here.histories())
                        .filter(wal::covers)
                        .isPresent();
    }

    private boolean isDamaged(StoredBackup backup) {
        BackupRecords.Verified verified = here.verified().get(backup.id());
        return verified != null && !verified.passed();
    }

    List<StoredBackup> restorable() {
        return restorable;
    }

    /** The moment at which ages are measured. */
    Instant countedAt() {
        if (circumstances.superseded()) {
            return now;
        }
        return restorable.stream()
                .map(StoredBackup::completedAt)
                .max(Comparator.naturalOrder())
                .map(newest -> newest.plus(SILENCE))
                .filter(limit -> limit.isBefore(now))
                .orElse(now);
    }

    /** The reasons to keep each backup; a backup that is not in it goes. */
    Map<BackupId, Set<Reason>> find() {
        Instant countedAt = countedAt();
        for (StoredBackup backup : here.backups()) {
            Duration age = backup.kind() == BackupKind.FULL ? rules.fulls() : rules.incrementals();
            boolean requested = circumstances.requested().contains(backup.id());
            keepIf(!requested && backup.completedAt().plus(age).isAfter(countedAt), backup, Reason.WITHIN_AGE);
            keepIf(here.leases().getOrDefault(backup.id(), Instant.MIN).isAfter(now), backup, Reason.LEASED);
            keepIf(here.held().contains(backup.id()), backup, Reason.HELD);
            keepIf(here.locks().getOrDefault(backup.id(), Instant.MIN).isAfter(now), backup, Reason.LOCKED);
            keepIf(
                    circumstances.others().stream().anyMatch(other -> waitsFor(other, backup)),
                    backup,
                    Reason.REGION_BEHIND);
        }
        if (!here.backups().isEmpty()) {
            keepIf(true, here.backups().getLast(), Reason.NEWEST);
        }
        newest(restorable, _ -> true).ifPresent(backup -> keepIf(true, backup, Reason.LAST_RESTORABLE));
        newest(restorable, backup -> here.proven().containsKey(backup.id()))
                .ifPresent(backup -> keepIf(true, backup, Reason.LAST_PROVEN));
        keepByCount();
        keepUnverified();
        keepParents();
        return reasons;
    }

    /** A region that is behind must be able to catch up with what is newer than its own newest backup. */
    private static boolean waitsFor(OtherRegion other, StoredBackup backup) {
        return !other.listed().contains(backup.id())
                && other.restorable().stream().noneMatch(has -> has.compareTo(backup.id()) > 0);
    }

    private void keepByCount() {
        List<StoredBackup> fulls = restorable.stream()
                .filter(backup -> backup.kind() == BackupKind.FULL)
                .filter(backup -> !circumstances.requested().contains(backup.id()))
                .toList();
        fulls.subList(Math.max(0, fulls.size() - rules.leastFulls()), fulls.size())
                .forEach(backup -> keepIf(true, backup, Reason.WITHIN_COUNT));
    }

    /** Without a verified one everything stays; with one, what is newer. */
    private void keepUnverified() {
        if (!rules.verifiedReplacement()) {
            return;
        }
        Optional<StoredBackup> verified = newest(restorable, this::isVerified);
        here.backups().stream()
                .filter(backup -> verified.isEmpty()
                        || backup.id().compareTo(verified.get().id()) >= 0)
                .forEach(backup -> keepIf(true, backup, Reason.REPLACEMENT_UNVERIFIED));
    }

    private boolean isVerified(StoredBackup backup) {
        BackupRecords.Verified verified = here.verified().get(backup.id());
        return verified != null && verified.passed();
    }

    private void keepParents() {
        for (StoredBackup child : here.backups().reversed()) {
            Set<Reason> ofChild = reasons.get(child.id());
            if (ofChild != null && child.parent() != null) {
                chains.find(child.parent())
                        .filter(parent -> parent.id().compareTo(child.id()) < 0)
                        .ifPresent(parent -> {
                            keepIf(true, parent, Reason.PARENT);
                            if (keepsWindow(child)) {
                                windows.add(parent.id());
                            }
                        });
            }
        }
    }

    /** Whether all WAL behind the backup stays; a parent does as its children do. Ask after {@link #find}. */
    boolean keepsWindow(StoredBackup backup) {
        return windows.contains(backup.id())
                || reasons.getOrDefault(backup.id(), Set.of()).stream()
                        .anyMatch(reason -> reason != Reason.PARENT && reason.keepsWindow());
    }

    private void keepIf(boolean holds, StoredBackup backup, Reason reason) {
        if (holds) {
            reasons.computeIfAbsent(backup.id(), _ -> EnumSet.noneOf(Reason.class))
                    .add(reason);
        }
    }

    private static Optional<StoredBackup> newest(List<StoredBackup> backups, Predicate<StoredBackup> wanted) {
        return backups.stream().filter(wanted).max(Comparator.comparing(StoredBackup::id));
    }
}
