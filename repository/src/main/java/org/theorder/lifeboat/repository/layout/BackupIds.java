package org.theorder.lifeboat.repository.layout;

import java.time.Instant;
import java.util.Optional;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** Names for new backups: the UTC start time to the millisecond and the kind, so that they sort by time. */
public final class BackupIds {
    private BackupIds() {}

    /**
     * @param newest the newest backup that the cluster has in any region
     * @throws LifeboatException CLOCK_WENT_BACK if {@code start} is not after it: the order of backups would be wrong
     */
    public static BackupId next(Instant start, BackupKind kind, Optional<BackupId> newest) {
        BackupId id = new BackupId(Stamp.of(start) + "-" + kind.wireName());
        newest.filter(last -> !startedAt(last).isBefore(startedAt(id))).ifPresent(last -> {
            throw new LifeboatException(
                    ErrorCode.CLOCK_WENT_BACK,
                    "the clock says " + start + ", but backup " + last
                            + " is newer: correct the clock of this host, then try again");
        });
        return id;
    }

    /** @throws LifeboatException REQUEST_INVALID if the digits are no date */
    public static Instant startedAt(BackupId backup) {
        return Stamp.at(backup.value())
                .orElseThrow(() -> new LifeboatException(
                        ErrorCode.REQUEST_INVALID,
                        "'" + backup + "' is not a backup id: it does not begin with a time"));
    }
}
