package org.theorder.lifeboat.monitor.cluster;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.events.Team;

/**
 * What a typed reason in {@code protection-reported} means for people.
 *
 * @param raiseFor how long it must last before it is believed
 * @param title behind "cluster: " or "cluster, region dr: "
 * @param remedy what to do first
 */
record FaultTreatment(Severity severity, Team team, Duration raiseFor, String title, String remedy) {
    private static final Duration SOON = Duration.ofSeconds(4);
    private static final Duration SHORTLY = Duration.ofSeconds(30);
    static final Duration LASTING = Duration.ofMinutes(2);

    private static final Map<ErrorCode, FaultTreatment> KNOWN = new EnumMap<>(Map.ofEntries(
            entry(
                    ErrorCode.WAL_GAP,
                    Severity.CRITICAL,
                    Team.DATABASE,
                    SOON,
                    "WAL is missing",
                    "a full backup is requested by itself; see that it succeeds, then find out why WAL was lost"),
            entry(
                    ErrorCode.SLOT_LOST,
                    Severity.CRITICAL,
                    Team.DATABASE,
                    SOON,
                    "the replication slot was lost",
                    "it is made anew by itself; raise max_slot_wal_keep_size, or find out who dropped it"),
            entry(
                    ErrorCode.SLOT_AT_RISK,
                    Severity.CRITICAL,
                    Team.DATABASE,
                    SHORTLY,
                    "the primary keeps too much WAL",
                    "find out why WAL is not taken (GET /regions of backup-service); free space in the region that is"
                            + " full, or raise max_slot_wal_keep_size"),
            entry(
                    ErrorCode.OBJECT_CONFLICT,
                    Severity.CRITICAL,
                    Team.DATABASE,
                    SOON,
                    "other bytes lie under the same name",
                    "find out which server wrote them; nothing was overwritten; take a full backup"),
            entry(
                    ErrorCode.CHAIN_BROKEN,
                    Severity.CRITICAL,
                    Team.DATABASE,
                    SHORTLY,
                    "an incremental backup lacks what it builds on",
                    "take a full backup; find out who removed the parent"),
            entry(
                    ErrorCode.CORRUPT,
                    Severity.CRITICAL,
                    Team.DATABASE,
                    SHORTLY,
                    "stored bytes are damaged",
                    "take a full backup; check the store's disks"),
            entry(
                    ErrorCode.LOCK_BROKEN,
                    Severity.CRITICAL,
                    Team.SECURITY,
                    SOON,
                    "the object lock does not hold",
                    "somebody may delete backups: check the bucket's object lock and who may bypass it"),
            entry(
                    ErrorCode.NO_SPACE,
                    Severity.CRITICAL,
                    Team.INFRASTRUCTURE,
                    SHORTLY,
                    "a store is full",
                    "free space or extend it"),
            entry(
                    ErrorCode.STORE_UNREACHABLE,
                    Severity.WARNING,
                    Team.INFRASTRUCTURE,
                    SHORTLY,
                    "a copy of the repository cannot be used",
                    "mount it or repair the way to it; what it missed is copied by itself"),
            entry(
                    ErrorCode.REGION_BEHIND,
                    Severity.WARNING,
                    Team.INFRASTRUCTURE,
                    LASTING,
                    "a copy lacks what another one has",
                    "it is copied by itself; if it does not get on, look at the region's store"),
            entry(
                    ErrorCode.SUMMARIES_MISSING,
                    Severity.WARNING,
                    Team.DATABASE,
                    SOON,
                    "incremental backups are not possible",
                    "set summarize_wal = on, and keep summaries longer than the pause between backups")));

    private static Map.Entry<ErrorCode, FaultTreatment> entry(
            ErrorCode reason, Severity severity, Team team, Duration raiseFor, String title, String remedy) {
        return Map.entry(reason, new FaultTreatment(severity, team, raiseFor, title, remedy));
    }

    /** For every code: one that is not expected here is told as it is, when it lasts. */
    static FaultTreatment of(ErrorCode reason) {
        return KNOWN.getOrDefault(
                reason,
                new FaultTreatment(
                        Severity.WARNING,
                        Team.DATABASE,
                        LASTING,
                        reason.slug().replace('-', ' '),
                        "see the log of backup-service"));
    }
}
