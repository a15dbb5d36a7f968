package org.theorder.lifeboat.backup.run;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.BackupId;

/**
 * A backup that begins; told before its first object is written.
 *
 * @param backup its id, which says the kind
 * @param choice what is taken
 * @param note what people should know about how it is taken; null if nothing
 */
record Begun(
        BackupId backup,
        Instant startedAt,
        BackupChoice choice,
        @Nullable String note) {}
