package org.theorder.lifeboat.repository.retention;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.BackupKind;

/**
 * What becomes of a backup, or of what is left of one.
 *
 * @param keep whether it stays
 * @param reasons all that apply
 * @param why for people
 * @param bytes stored
 */
public record BackupDecision(
        BackupId backup,
        BackupKind kind,
        @Nullable BackupId parent,
        boolean keep,
        List<Reason> reasons,
        String why,
        long bytes) {
    public BackupDecision {
        reasons = List.copyOf(reasons);
    }
}
