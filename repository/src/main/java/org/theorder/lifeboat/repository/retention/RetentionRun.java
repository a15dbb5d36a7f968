package org.theorder.lifeboat.repository.retention;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.repository.json.RepositoryJson;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.layout.Stamp;
import org.theorder.lifeboat.repository.records.BackupRecords;
import org.theorder.lifeboat.repository.storage.Content;
import org.theorder.lifeboat.repository.storage.RegionDescription;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.storage.StoredObject;

/**
 * One run of retention for one cluster in one region: ends what an earlier run began, plans, writes the plan down, deletes
 * by it. It may be killed at any step; nothing that is listed is ever unrestorable, and the next run goes on. To be run by
 * one process at a time.
 */
public final class RetentionRun {
    private static final String PLAN = "-plan.json";
    private static final String DONE = "-done.json";

    private final Storage region;
    private final ClusterKeys keys;
    private final RegionSurvey survey;
    private final RetentionRules rules;
    private final Circumstances circumstances;
    private final Clock clock;
    private final BackupRecords records;

    public RetentionRun(
            Storage region,
            ClusterKeys keys,
            int segmentBytes,
            RetentionRules rules,
            Circumstances circumstances,
            Clock clock) {
        this.region = region;
        this.keys = keys;
        this.survey = new RegionSurvey(region, keys, segmentBytes);
        this.rules = rules;
        this.circumstances = circumstances;
        this.clock = clock;
        this.records = new BackupRecords(region, keys);
    }

    /** What would go; nothing is changed. */
    public RetentionPlan dryRun() {
        return RetentionPlanner.plan(keys, rules, survey.holdings(), circumstances, clock.instant());
    }

    /** Plans and deletes; empty if there was nothing to do. */
    public Optional<RetentionOutcome> carryOut() {
        Removal settling = new Removal(region, keys, clock);
        givenUpAndNotGone().forEach(settling::givenUp);
        RetentionPlan plan = dryRun();
        Optional<RetentionOutcome> outcome = plan.isIdle() ? Optional.empty() : Optional.of(carryOut(plan));
        tidy();
        return outcome;
    }

    private List<BackupId> givenUpAndNotGone() {
        Set<BackupId> tombstoned = records.tombstoned();
        try (Stream<String> folders = region.folders(keys.backups())) {
            return folders.flatMap(name -> BackupRecords.backup(name).stream())
                    .filter(tombstoned::contains)
                    .toList();
        }
    }

    /**
     * Deletes one backup that an operator asked for ({@link Circumstances#requested}), nothing else.
     *
     * @return what became of it; the plan says why if it must stay
     */
    public Optional<RetentionOutcome> deleteRequested(RetentionPlan plan) {
        RetentionPlan narrowed = new RetentionPlan(
                plan.format(),
                plan.cluster(),
                plan.systemIdentifier(),
                plan.region(),
                plan.at(),
                plan.countedAt(),
                plan.backups().stream()
                        .filter(each -> circumstances.requested().contains(each.backup()))
                        .toList(),
                List.of(),
                List.of(),
                plan.bytesKept(),
                plan.bytesToDelete(),
                plan.notes());
        return narrowed.isIdle() ? Optional.empty() : Optional.of(carryOut(narrowed));
    }

    private RetentionOutcome carryOut(RetentionPlan plan) {
        String stamp = Stamp.of(plan.at());
        region.create(keys.retention() + stamp + PLAN, Content.of(RepositoryJson.write(plan)));
        Removal removal = new Removal(region, keys, clock);
        List<BackupId> backups = removeBackups(plan, removal, stamp + PLAN);
        List<BackupId> leftovers = new ArrayList<>();
        for (BackupDecision leftover : plan.leftovers()) {
            if (!leftover.keep() && removal.leftover(leftover.backup())) {
                leftovers.add(leftover.backup());
            }
        }
        long walObjects = removeWal(plan, removal);
        RetentionOutcome outcome = new RetentionOutcome(
                RegionDescription.FORMAT,
                region.region(),
                stamp + PLAN,
                plan.at(),
                clock.instant(),
                backups,
                leftovers,
                walObjects,
                removal.bytes(),
                removal.refused());
        region.create(keys.retention() + stamp + DONE, Content.of(RepositoryJson.write(outcome)));
        return outcome;
    }

    /** Children first; what a child that stays after all builds on stays too. */
    private static List<BackupId> removeBackups(RetentionPlan plan, Removal removal, String name) {
        List<BackupId> gone = new ArrayList<>();
        Set<BackupId> spared = new HashSet<>();
        for (BackupDecision decision : plan.backupsToDelete()) {
            boolean removed =
                    !spared.contains(decision.backup()) && removal.backup(decision.backup(), decision.why(), name);
            if (removed) {
                gone.add(decision.backup());
            } else if (decision.parent() != null) {
                spared.add(decision.parent());
            }
        }
        return gone;
    }

    /**
     * Decided anew with what is really listed now: a backup that was spared keeps its WAL. Slices of full segments may go in
     * any order; everything else goes from the oldest on, and so leaves no hole.
     */
    private long removeWal(RetentionPlan plan, Removal removal) {
        if (plan.wal().stream().allMatch(WalDecision::keep)) {
            return 0;
        }
        RegionHoldings now = survey.holdings();
        List<WalDecision> fresh = RetentionPlanner.plan(keys, rules, now, circumstances, plan.at())
                .wal();
        FullSegments full = new FullSegments(now.wal());
        List<WalItem> going = now.wal().stream()
                .filter(item -> goes(plan.wal(), item) && goes(fresh, item))
                .sorted(Comparator.comparing(WalItem::from))
                .toList();
        List<WalItem> replaced = going.stream()
                .filter(item -> full.replace(item) && !isLockedSinceItsPut(item))
                .toList();
        List<WalItem> others =
                going.stream().filter(item -> !full.replace(item)).toList();
        return remove(replaced, WalItem::segment, removal) + remove(others, WalItem::timeline, removal);
    }

    /** There may be very many of them, and each would be asked for in vain. */
    private boolean isLockedSinceItsPut(WalItem slice) {
        return region.lock().isPresent() && LockTerms.ofSlice(slice.putAt()).isAfter(clock.instant());
    }

    /** What follows a locked object in its group was locked later: asking for each would be refused as well. */
    private static long remove(List<WalItem> items, Function<WalItem, Object> group, Removal removal) {
        Set<Object> locked = new HashSet<>();
        long removed = 0;
        for (WalItem item : items) {
            if (!locked.contains(group.apply(item))) {
                if (removal.object(item.key(), item.bytes())) {
                    removed++;
                } else {
                    locked.add(group.apply(item));
                }
            }
        }
        return removed;
    }

    private static boolean goes(List<WalDecision> decisions, WalItem item) {
        return decisions.stream().anyMatch(decision -> !decision.keep() && decision.covers(item));
    }

    /** Leases that are long over, tombstones that nobody needs any more, old plans. */
    private void tidy() {
        Instant now = clock.instant();
        Instant old = now.minus(rules.tombstones());
        records.removeLeasesOver(now.minus(rules.leftovers()));
        if (circumstances.allAnswered()) {
            records.tombstones().forEach((backup, since) -> {
                boolean elsewhere = circumstances.others().stream()
                        .anyMatch(other -> other.listed().contains(backup));
                if (since.isBefore(old) && !elsewhere && isEmpty(backup)) {
                    records.removeTombstone(backup);
                }
            });
        }
        List<String> documents;
        try (Stream<StoredObject> objects = region.list(keys.retention())) {
            documents = objects.map(StoredObject::key).toList();
        }
        documents.stream()
                .filter(key -> Stamp.at(key.substring(keys.retention().length()))
                        .filter(at -> at.isBefore(old))
                        .isPresent())
                .forEach(region::delete);
    }

    private boolean isEmpty(BackupId backup) {
        try (Stream<StoredObject> objects = region.list(keys.backup(backup))) {
            return objects.findFirst().isEmpty();
        }
    }
}
