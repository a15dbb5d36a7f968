package org.theorder.lifeboat.backup.preflight;

import java.util.List;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;

/**
 * What a preflight found.
 *
 * @param ready whether backups can be taken now, for all that is known: nothing {@linkplain Weight#BLOCKS blocks} them; a
 *     problem says what could not be looked at
 * @param problems all of them, the weightiest first
 * @param passed what was looked at and is right, for people
 */
public record PreflightReport(ClusterName cluster, boolean ready, List<Problem> problems, List<String> passed) {
    /** How much a problem matters. */
    public enum Weight {
        /** No backup can be taken, or no WAL be streamed. */
        BLOCKS,
        /** It works, and something may be lost or go wrong. */
        ENDANGERS,
        /** It works, with less than there could be. */
        LESSENS
    }

    /**
     * One thing that is not as it should be.
     *
     * @param code as the backup would fail with
     * @param subject what was looked at, for example {@code region dr} or {@code wal_level}
     * @param what what is wrong
     * @param remedy what to do
     */
    public record Problem(ErrorCode code, Weight weight, String subject, String what, String remedy) {}
}
