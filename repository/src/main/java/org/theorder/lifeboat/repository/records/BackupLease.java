package org.theorder.lifeboat.repository.records;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.regex.Pattern;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.storage.RegionDescription;

/**
 * {@code leases/<backup>/<until>-<holder>.json}: somebody reads or completes this backup; retention leaves it alone until
 * then. Renewed by a further lease.
 *
 * @param holder who, unique among all that lease at a time: {@code restore-<restore id>}, {@code copy-…}, {@code verify-…}
 * @param purpose for people
 */
public record BackupLease(int format, BackupId backup, String holder, String purpose, Instant takenAt, Instant until) {
    private static final Pattern HOLDER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,119}");

    /** @throws LifeboatException REQUEST_INVALID if the holder cannot be part of a name */
    public BackupLease {
        RegionDescription.checkFormat(format, "a lease");
        requireNonNull(backup, "backup");
        requireNonNull(purpose, "purpose");
        requireNonNull(takenAt, "takenAt");
        requireNonNull(until, "until");
        if (!HOLDER.matcher(holder).matches()) {
            throw new LifeboatException(
                    ErrorCode.REQUEST_INVALID, "the holder of a lease is letters, digits, dots, dashes, underscores");
        }
    }

    public static BackupLease of(BackupId backup, String holder, String purpose, Instant now, Instant until) {
        return new BackupLease(RegionDescription.FORMAT, backup, holder, purpose, now, until);
    }
}
