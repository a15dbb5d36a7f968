package org.theorder.lifeboat.repository.records;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.storage.RegionDescription;

/**
 * {@code verified/<backup>/<finishedAt>-passed.json} or {@code -failed.json}: the backup was read back in this region.
 *
 * @param passed whether nothing of what was read is damaged or missing
 * @param sample which share of the parts was read; null if all
 * @param contents whether files were decompressed and compared with PostgreSQL's manifest; otherwise (encrypted) only the
 *     stored bytes with their SHA-256
 * @param objects stored objects read
 * @param storedBytes their bytes
 * @param files files compared with the manifest
 * @param walSegments WAL objects read, from the backup's start up to the next backup
 * @param walSealed how many of them have the SHA-256 that a seal vouches for
 * @param walUnchecked how many of them are encrypted and not sealed (yet): it was only seen that they
 *     are not cut short
 * @param proven what exactly was shown, for people
 * @param damaged what is wrong; at most some hundred are listed
 */
public record Verification(
        int format,
        BackupId backup,
        RegionName region,
        boolean passed,
        @Nullable Sample sample,
        boolean contents,
        long objects,
        long storedBytes,
        long files,
        long walSegments,
        long walSealed,
        long walUnchecked,
        String proven,
        Instant startedAt,
        Instant finishedAt,
        List<Damage> damaged) {

    /** Of {@code of} shares of the parts, number {@code slot} (from 0) was read; {@code of} runs in turn read everything. */
    public record Sample(int slot, int of) {}

    /**
     * @param object its key
     * @param code what kind of damage: corrupt, not-found, wal-gap, chain-broken, object-conflict
     * @param reason for people
     */
    public record Damage(String object, ErrorCode code, String reason) {}

    public Verification {
        RegionDescription.checkFormat(format, "a verification");
        requireNonNull(backup, "backup");
        requireNonNull(region, "region");
        requireNonNull(proven, "proven");
        requireNonNull(startedAt, "startedAt");
        requireNonNull(finishedAt, "finishedAt");
        damaged = List.copyOf(damaged);
    }
}
