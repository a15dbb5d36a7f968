package org.theorder.lifeboat.backup.run;

import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.repository.backup.BackupMarker;

/** What an attempt takes. */
sealed interface BackupChoice {
    BackupKind kind();

    /**
     * Everything.
     *
     * @param because why not the incremental that was asked for; null if a full one was
     */
    record Full(@Nullable FullBecause because) implements BackupChoice {
        @Override
        public BackupKind kind() {
            return BackupKind.FULL;
        }
    }

    /** The blocks that have changed since the parent began. */
    record Pages(BackupMarker parent) implements BackupChoice {
        @Override
        public BackupKind kind() {
            return BackupKind.INCREMENTAL;
        }
    }

    /** The WAL since the parent ended, sealed; for servers that cannot send changed blocks. */
    record SealedWal(BackupMarker parent) implements BackupChoice {
        @Override
        public BackupKind kind() {
            return BackupKind.INCREMENTAL;
        }
    }
}
