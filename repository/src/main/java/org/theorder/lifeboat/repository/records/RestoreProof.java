package org.theorder.lifeboat.repository.records;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.events.RestoreId;
import org.theorder.lifeboat.repository.storage.RegionDescription;

/**
 * {@code proven/<backup>/<at>-<restore>.json}: a server was started from this backup and passed its checks.
 *
 * @param drill whether it was a rehearsal
 * @param region the copy that was read; other regions have the same bytes, but this one was read
 * @param checks names of the checks that it passed, for people
 */
public record RestoreProof(
        int format,
        BackupId backup,
        RestoreId restoreId,
        boolean drill,
        RegionName region,
        @Nullable String checks,
        Instant at) {
    public RestoreProof {
        RegionDescription.checkFormat(format, "a proof");
        requireNonNull(backup, "backup");
        requireNonNull(restoreId, "restoreId");
        requireNonNull(region, "region");
        requireNonNull(at, "at");
    }
}
