package org.theorder.lifeboat.repository.copy;

import org.theorder.lifeboat.repository.backup.BackupMarker;

/** What became of the copy of a backup. */
public sealed interface CopyOutcome {
    /**
     * It is complete in the other region.
     *
     * @param objects that were copied; those that had been there are not counted
     */
    record Copied(BackupMarker marker, long objects, long bytes) implements CopyOutcome {}

    /** It cannot be copied now; tried again later. */
    record NotYet(String reason) implements CopyOutcome {}

    /** It is given up in one of the regions: nobody wants it any more. */
    record Unwanted() implements CopyOutcome {}
}
