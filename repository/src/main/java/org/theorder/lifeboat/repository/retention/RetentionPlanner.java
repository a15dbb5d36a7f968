package org.theorder.lifeboat.repository.retention;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.repository.layout.BackupIds;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.storage.RegionDescription;

/**
 * Decides what stays and what goes. A pure function: the same holdings at the same moment give the same plan, and a plan
 * that was carried out leaves nothing to delete.
 */
public final class RetentionPlanner {
    private final RetentionRules rules;
    private final RegionHoldings here;
    private final Circumstances circumstances;
    private final Instant now;
    private final Chains chains;

    private RetentionPlanner(RetentionRules rules, RegionHoldings here, Circumstances circumstances, Instant now) {
        this.rules = rules;
        this.here = here;
        this.circumstances = circumstances;
        this.now = now;
        this.chains = new Chains(here.backups());
    }

    /** Makes the plan for one cluster in one region. */
    public static RetentionPlan plan(
            ClusterKeys keys, RetentionRules rules, RegionHoldings here, Circumstances circumstances, Instant now) {
        return new RetentionPlanner(rules, here, circumstances, now).plan(keys);
    }

    private RetentionPlan plan(ClusterKeys keys) {
        Keepers keepers = new Keepers(rules, here, circumstances, chains, now);
        Map<BackupId, Set<Reason>> kept = keepers.find();
        List<BackupDecision> backups = here.backups().stream()
                .map(backup -> decision(backup, kept.getOrDefault(backup.id(), Set.of())))
                .toList();
        List<BackupDecision> leftovers =
                here.folders().stream().map(this::leftover).toList();
        Map<StoredBackup, Boolean> windows = new LinkedHashMap<>();
        here.backups().stream()
                .filter(backup -> kept.containsKey(backup.id()))
                .forEach(backup -> windows.put(backup, keepers.keepsWindow(backup)));
        List<WalDecision> wal = wal(here.wal(), new WalNeeds(windows, chains, here, circumstances.others()));
        return new RetentionPlan(
                RegionDescription.FORMAT,
                keys.cluster(),
                keys.systemIdentifier(),
                here.region(),
                now,
                keepers.countedAt(),
                backups,
                leftovers,
                wal,
                bytes(backups, leftovers, wal, true),
                bytes(backups, leftovers, wal, false),
                notes(keepers));
    }

    private static long bytes(
            List<BackupDecision> backups, List<BackupDecision> leftovers, List<WalDecision> wal, boolean keep) {
        return LongStream.concat(
                        LongStream.concat(
                                backups.stream()
                                        .filter(each -> each.keep() == keep)
                                        .mapToLong(BackupDecision::bytes),
                                leftovers.stream()
                                        .filter(each -> each.keep() == keep)
                                        .mapToLong(BackupDecision::bytes)),
                        wal.stream().filter(each -> each.keep() == keep).mapToLong(WalDecision::bytes))
                .sum();
    }

    private BackupDecision decision(StoredBackup backup, Set<Reason> kept) {
        boolean requested = circumstances.requested().contains(backup.id());
        List<Reason> reasons =
                kept.isEmpty() ? List.of(requested ? Reason.REQUESTED : Reason.EXPIRED) : List.copyOf(kept);
        return new BackupDecision(
                backup.id(),
                backup.kind(),
                backup.parent(),
                !kept.isEmpty(),
                reasons,
                why(backup, reasons),
                backup.bytes());
    }

    private String why(StoredBackup backup, List<Reason> reasons) {
        return reasons.stream().map(reason -> why(backup, reason)).collect(Collectors.joining("; "));
    }

    private String why(StoredBackup backup, Reason reason) {
        Duration age = backup.kind() == BackupKind.FULL ? rules.fulls() : rules.incrementals();
        return switch (reason) {
            case WITHIN_AGE ->
                backup.kind().wireName() + " backups stay " + days(age) + ": until "
                        + backup.completedAt().plus(age);
            case WITHIN_COUNT -> "the newest " + rules.leastFulls() + " full backups stay";
            case NEWEST -> "it is the newest backup here";
            case LAST_RESTORABLE -> "it is the newest backup here that can be restored";
            case LAST_PROVEN -> "it is the newest backup here from which a server was restored and checked";
            case LEASED -> "it is being read or copied: until " + here.leases().get(backup.id());
            case HELD -> "it is held; PUT /clusters/{name}/backups/{id}/hold releases it";
            case LOCKED -> "the store keeps it until " + here.locks().get(backup.id());
            case REGION_BEHIND -> "another region has nothing as new yet and must be able to get it";
            case REPLACEMENT_UNVERIFIED -> "no newer backup here was read back without fault yet";
            case PARENT -> "a backup that stays builds on it";
            case EXPIRED ->
                backup.kind().wireName() + " backups stay " + days(age) + ", this one is complete since "
                        + backup.completedAt() + ", and nothing needs it";
            case REQUESTED -> "an operator asked for it, and nothing needs it";
            case HISTORY_MISSING,
                    NEEDED_BY_BACKUP,
                    NO_BACKUP,
                    TOO_YOUNG,
                    NOT_NEEDED,
                    SEGMENT_COMPLETE,
                    LEFTOVER,
                    GIVEN_UP -> reason.wireName();
        };
    }

    private static String days(Duration age) {
        return age.toHours() % 24 == 0 ? age.toDays() + " days" : age.toString();
    }

    private BackupDecision leftover(RegionHoldings.Folder folder) {
        BackupId backup = folder.backup();
        if (here.tombstones().containsKey(backup)) {
            return leftover(folder, Reason.GIVEN_UP, "it was given up, and not all of it is gone yet");
        }
        if (here.leases().getOrDefault(backup, Instant.MIN).isAfter(now)) {
            return leftover(folder, Reason.LEASED, "it is being copied here");
        }
        if (circumstances.others().stream().anyMatch(other -> other.listed().contains(backup))) {
            return leftover(
                    folder, Reason.REGION_BEHIND, "another region has it whole, and it is still to be copied here");
        }
        Instant old = now.minus(rules.leftovers());
        boolean young = !folder.newestAt().isBefore(old) || !startedAt(folder).isBefore(old);
        if (young || circumstances.running().contains(backup)) {
            return leftover(folder, Reason.TOO_YOUNG, "it may be of a backup that still runs");
        }
        return leftover(
                folder, Reason.LEFTOVER, "it never became a backup, and nothing was added since " + folder.newestAt());
    }

    private static Instant startedAt(RegionHoldings.Folder folder) {
        return BackupIds.startedAt(folder.backup());
    }

    private static BackupDecision leftover(RegionHoldings.Folder folder, Reason reason, String why) {
        BackupKind kind = folder.backup().value().endsWith("-full") ? BackupKind.FULL : BackupKind.INCREMENTAL;
        return new BackupDecision(folder.backup(), kind, null, reason.keeps(), List.of(reason), why, folder.bytes());
    }

    /** Consecutive objects with one fate are one decision. */
    static List<WalDecision> wal(List<WalItem> items, WalNeeds needs) {
        FullSegments full = new FullSegments(items);
        List<WalDecision> decisions = new ArrayList<>();
        items.stream()
                .sorted(Comparator.<WalItem>comparingInt(item -> item.timeline() ^ Integer.MIN_VALUE)
                        .thenComparing(WalItem::slice)
                        .thenComparing(WalItem::from)
                        .thenComparing(WalItem::to))
                .forEach(item -> {
                    Reason reason = full.replace(item) ? Reason.SEGMENT_COMPLETE : needs.reason(item);
                    if (!decisions.isEmpty() && decisions.getLast().continuedBy(item, reason)) {
                        decisions.add(decisions.removeLast().with(item));
                    } else {
                        decisions.add(WalDecision.of(item, reason));
                    }
                });
        return decisions;
    }

    private List<String> notes(Keepers keepers) {
        List<String> notes = new ArrayList<>();
        here.unreadable()
                .forEach(name ->
                        notes.add("the marker of " + name + " cannot be read: it stays until somebody looks at it"));
        Set<BackupId> restorable =
                keepers.restorable().stream().map(StoredBackup::id).collect(Collectors.toSet());
        here.backups().stream()
                .filter(backup -> !restorable.contains(backup.id()))
                .forEach(backup -> notes.add("backup " + backup.id()
                        + " counts as none, because it cannot be restored from here: "
                        + (chains.isWhole(backup)
                                ? "its WAL is not whole, or it was found damaged"
                                : "a backup that it builds on is missing")));
        return notes;
    }
}
