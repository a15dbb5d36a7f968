package org.theorder.lifeboat.repository.retention;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.BackupId;

/** Which backup builds on which. */
final class Chains {
    private final Map<BackupId, StoredBackup> byId = new HashMap<>();

    Chains(Collection<StoredBackup> backups) {
        backups.forEach(backup -> byId.put(backup.id(), backup));
    }

    Optional<StoredBackup> find(BackupId id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** What the backup builds on, nearest first, as far as it is there; a parent is always older than its child. */
    List<StoredBackup> ancestors(StoredBackup backup) {
        List<StoredBackup> ancestors = new ArrayList<>();
        StoredBackup child = backup;
        StoredBackup parent = parent(child);
        while (parent != null && parent.id().compareTo(child.id()) < 0) {
            ancestors.add(parent);
            child = parent;
            parent = parent(child);
        }
        return ancestors;
    }

    /** Whether everything that the backup builds on is there, down to a full one. */
    boolean isWhole(StoredBackup backup) {
        List<StoredBackup> ancestors = ancestors(backup);
        StoredBackup root = ancestors.isEmpty() ? backup : ancestors.getLast();
        return root.parent() == null;
    }

    private @Nullable StoredBackup parent(StoredBackup child) {
        return child.parent() == null ? null : byId.get(child.parent());
    }
}
