package org.theorder.lifeboat.repository.wal;

import java.util.List;
import org.theorder.lifeboat.events.Lsn;

/**
 * What is durable of one timeline in one region.
 *
 * @param timeline unsigned
 * @param from where the question began: start of the segment that holds the asked position
 * @param durable every byte from {@code from} up to here is there; equal to {@code from} if nothing is
 * @param gaps what is missing between {@code durable} and later WAL that is there; empty when nothing lies behind a gap
 */
public record WalCoverage(int timeline, Lsn from, Lsn durable, List<Gap> gaps) {
    /** Missing WAL: from, up to and not including. */
    public record Gap(Lsn from, Lsn to) {}

    /** Whether all WAL up to a position is there. */
    public boolean reaches(Lsn position) {
        return !durable.isBefore(position);
    }
}
