package org.theorder.lifeboat.repository.restore;

import java.util.List;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.storage.Storage;

/** Reads one complete backup; every object from the first region that has it whole. */
public final class BackupReader {
    private BackupReader() {}

    /**
     * Reads and checks marker, index and manifest.
     *
     * @param regions in the order of preference
     * @throws org.theorder.lifeboat.events.LifeboatException NOT_FOUND if every region says that there is no such backup
     */
    public static BackupReader open(List<Storage> regions, ClusterKeys keys, BackupId backup) {
        return pending();
    }

    public BackupMarker marker() {
        return pending();
    }

    /**
     * Writes all files: parts in parallel, each checked before its bytes are trusted, every file checked against the
     * manifest, everything synced, pg_control last by rename. If it fails, what was written is no database (there is no
     * pg_control) and the caller removes it.
     *
     * @throws org.theorder.lifeboat.events.LifeboatException TARGET_OCCUPIED if a directory is not empty; CORRUPT, WAL_GAP,
     *     STORE_UNREACHABLE or NO_SPACE otherwise
     */
    public ReadBackup restore(RestoreTarget target, ReaderSettings settings, ReadProgress progress) {
        return pending();
    }

    /** Reads everything back from the first region alone and checks it like a restore, without writing. */
    public ReadBackup verify(ReaderSettings settings, ReadProgress progress) {
        return pending();
    }

    @SuppressWarnings({"TypeParameterUnusedInFormals", "UnusedVariable"}) // stub; goes away when this is built
    private static <T> T pending() {
        throw new UnsupportedOperationException("being built");
    }
}
