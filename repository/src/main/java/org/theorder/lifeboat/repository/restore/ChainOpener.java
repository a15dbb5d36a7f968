package org.theorder.lifeboat.repository.restore;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.repository.backup.ParentStart;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.storage.Storage;

/** Opens a backup and everything that it builds on, down to the full backup, and sees that they fit together. */
final class ChainOpener {
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
        List<BackupContents> chain = new ArrayList<>();
        chain.add(new BackupOpener(regions, keys, newest).open());
        Set<BackupId> seen = new HashSet<>(Set.of(newest));
        BackupMarker child = chain.getLast().marker();
        for (BackupId parent = child.parent(); parent != null; parent = child.parent()) {
            if (!seen.add(parent)) {
                throw broken(parent, "it builds on itself", null);
            }
            BackupContents contents = opened(parent);
            requireFit(child, contents.marker());
            chain.add(contents);
            child = contents.marker();
        }
        return List.copyOf(chain);
    }

    private BackupContents opened(BackupId parent) {
        try {
            return new BackupOpener(regions, keys, parent).open();
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
