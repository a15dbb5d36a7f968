package org.theorder.lifeboat.repository.restore;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.repository.backup.Interruption;
import org.theorder.lifeboat.repository.backup.ParentStart;
import org.theorder.lifeboat.repository.backup.SharedValues;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.storage.Storage;

/** Opens a backup and everything that it builds on, down to the full backup, and sees that they fit together. */
final class ChainOpener {
    /** Indexes and manifests that are read at the same time. */
    private static final int MOST_AT_A_TIME = 4;

    private final List<Storage> regions;
    private final ClusterKeys keys;
    private final BackupId newest;

    ChainOpener(List<Storage> regions, ClusterKeys keys, BackupId newest) {
        this.regions = regions;
        this.keys = keys;
        this.newest = newest;
    }

    /**
     * @return newest first
     * @throws LifeboatException CHAIN_BROKEN if something that it builds on is missing, damaged, or not what it was taken
     *     from; or what is wrong with the backup itself
     */
    List<BackupContents> open() {
        List<BackupMarker> markers = markers();
        SharedValues values = markers.size() > 1 ? new SharedValues() : SharedValues.none();
        try (ExecutorService threads = Executors.newFixedThreadPool(Math.min(markers.size(), MOST_AT_A_TIME))) {
            List<Future<BackupContents>> opening = markers.stream()
                    .map(marker -> threads.submit(() -> opened(marker, values)))
                    .toList();
            try {
                List<BackupContents> chain = new ArrayList<>();
                for (Future<BackupContents> each : opening) {
                    chain.add(each.get());
                }
                return List.copyOf(chain);
            } finally {
                threads.shutdownNow();
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof OutOfMemoryError tooLarge) {
                // nothing is wrong with this backup, and an older one is no way out
                throw tooLarge;
            }
            throw e.getCause() instanceof LifeboatException known
                    ? known
                    : new LifeboatException(
                            ErrorCode.INTERNAL, "opening backup " + newest + " failed: " + e.getCause(), e);
        } catch (InterruptedException e) {
            throw Interruption.of(e);
        }
    }

    private List<BackupMarker> markers() {
        List<BackupMarker> chain = new ArrayList<>();
        chain.add(opener(newest).marker());
        Set<BackupId> seen = new HashSet<>(Set.of(newest));
        BackupMarker child = chain.getLast();
        for (BackupId parent = child.parent(); parent != null; parent = child.parent()) {
            if (!seen.add(parent)) {
                throw broken(parent, "it builds on itself", null);
            }
            BackupId each = parent;
            BackupMarker marker = explained(each, () -> opener(each).marker());
            requireFit(child, marker);
            chain.add(marker);
            child = marker;
        }
        return chain;
    }

    private BackupOpener opener(BackupId backup) {
        return new BackupOpener(regions, keys, backup);
    }

    private BackupContents opened(BackupMarker marker, SharedValues values) {
        BackupOpener opener = new BackupOpener(regions, keys, marker.backup(), values);
        return marker.backup().equals(newest)
                ? opener.contents(marker)
                : explained(marker.backup(), () -> opener.contents(marker));
    }

    private <T> T explained(BackupId parent, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (LifeboatException e) {
            throw switch (e.code()) {
                case NOT_FOUND -> broken(parent, "which is missing: " + e.explanation(), e);
                case CORRUPT -> broken(parent, "which is damaged: " + e.explanation(), e);
                case REQUEST_INVALID -> broken(parent, "which has no files: " + e.explanation(), e);
                default -> e;
            };
        }
    }

    private void requireFit(BackupMarker child, BackupMarker parent) {
        ParentStart from = child.incrementalFrom();
        if (from == null || !from.isStartOf(parent)) {
            throw broken(
                    parent.backup(),
                    "and " + child.backup() + " was taken from a backup that began at " + from
                            + ", but this one began at " + new ParentStart(parent.timeline(), parent.startLsn()),
                    null);
        }
    }

    private LifeboatException broken(BackupId which, String how, @Nullable LifeboatException cause) {
        return new ChainBreak(regions, keys, newest).at(which, how, cause);
    }
}
