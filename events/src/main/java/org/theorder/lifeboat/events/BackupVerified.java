package org.theorder.lifeboat.events;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A backup and its WAL were read back in one region; passed only if nothing of it is damaged or missing.
 *
 * @param sample which share of the parts was read; null if all
 * @param contents whether files were decompressed and compared with PostgreSQL's manifest; false if only stored bytes were
 * @param objects stored objects read, and {@code storedBytes} their bytes
 * @param files files compared with the manifest
 * @param walObjects WAL objects read
 * @param proven what exactly was shown, for people
 * @param damaged what is wrong; some twenty at most are told
 * @param damagedBackups every backup of the region that was not sound when it was last read back, this one included
 */
public record BackupVerified(
        ClusterName cluster,
        RegionName region,
        BackupId backupId,
        boolean passed,
        @Nullable Sample sample,
        boolean contents,
        long objects,
        long storedBytes,
        long files,
        long walObjects,
        String proven,
        Instant startedAt,
        Instant finishedAt,
        List<Damage> damaged,
        List<BackupId> damagedBackups) {
    /** Of {@code of} shares of the parts, number {@code slot} (from 0) was read. */
    public record Sample(int slot, int of) {}

    /**
     * An object that is damaged or missing.
     *
     * @param object its key
     * @param reason for people
     */
    public record Damage(String object, ErrorCode code, String reason) {}
}
