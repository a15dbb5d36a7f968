package org.theorder.lifeboat.events;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * Everything that can go wrong, as a closed set. The {@link Kind} decides the HTTP status, whether a retry can help,
 * and the metric tag; the name in lower case with dashes is the stable {@code type} of the REST problem.
 */
public enum ErrorCode {
    /** The request itself is wrong; {@code detail} says which field and what is allowed. */
    REQUEST_INVALID(Kind.INVALID),
    /** No such cluster, backup, restore, incident or delivery. */
    NOT_FOUND(Kind.INVALID),
    /** A declared value breaks a rule, for example an unknown region or a malformed address. */
    CONFIGURATION_INVALID(Kind.INVALID),
    /** An event could not be read: no CloudEvents headers, unknown type, or a payload that is not its record. */
    EVENT_INVALID(Kind.INVALID),
    /** The same thing exists already or is running. */
    ALREADY_EXISTS(Kind.CONFLICT),
    /** Another run holds what this one needs. */
    BUSY(Kind.CONFLICT),
    /** The lease of this job has passed to another replica; this one must stop writing. */
    LEASE_LOST(Kind.CONFLICT),
    /** The restore target is not an empty directory, or a server runs in it. */
    TARGET_OCCUPIED(Kind.CONFLICT),
    /** The PostgreSQL server cannot be reached. */
    SERVER_UNREACHABLE(Kind.TRANSIENT),
    /** The PostgreSQL server refused the login. */
    CREDENTIALS_REFUSED(Kind.INVALID),
    /** The role lacks REPLICATION, or another needed privilege. */
    PRIVILEGE_MISSING(Kind.INVALID),
    /** The server's version or settings cannot be backed up, for example {@code wal_level = minimal}. */
    SERVER_UNSUITABLE(Kind.INVALID),
    /** The system identifier, major version or segment size is not the registered one. */
    SERVER_CHANGED(Kind.CONFLICT),
    /** The server broke off or said something that the protocol does not allow. */
    PROTOCOL_BROKEN(Kind.TRANSIENT),
    /** The replication slot is gone or invalidated: WAL may be missing. */
    SLOT_LOST(Kind.STORAGE),
    /** WAL that a restore needs is not in the repository. */
    WAL_GAP(Kind.STORAGE),
    /** The server keeps so much WAL for the slot that it will soon invalidate the slot, or fill its disk. */
    SLOT_AT_RISK(Kind.STORAGE),
    /** Another program streams from the replication slot. */
    SLOT_IN_USE(Kind.CONFLICT),
    /** The backup that an incremental builds on is missing or damaged. */
    CHAIN_BROKEN(Kind.STORAGE),
    /** As many incrementals build on one full backup as the cluster's settings allow. */
    CHAIN_TOO_LONG(Kind.CONFLICT),
    /** The server is on another timeline than the backup that an incremental would build on: promoted, or restored. */
    TIMELINE_CHANGED(Kind.CONFLICT),
    /** The server has no WAL summaries for what changed since the last backup: no incremental can be taken. */
    SUMMARIES_MISSING(Kind.INVALID),
    /** A region lacks WAL or backups that another one has. */
    REGION_BEHIND(Kind.STORAGE),
    /** A region of the repository cannot be read or written. */
    STORE_UNREACHABLE(Kind.STORAGE),
    /** The disk or the quota is full. */
    NO_SPACE(Kind.STORAGE),
    /** An object with this name and other content exists already. */
    OBJECT_CONFLICT(Kind.STORAGE),
    /** The object is locked against deletion for some time yet; expected wherever object lock is on. */
    OBJECT_LOCKED(Kind.CONFLICT),
    /** Something could be deleted that the store should have kept: its object lock does not work. */
    LOCK_BROKEN(Kind.STORAGE),
    /** What is to be read is encrypted, and no identity at hand opens it. */
    IDENTITY_MISSING(Kind.INVALID),
    /** Bytes are not what their checksum says. */
    CORRUPT(Kind.CORRUPT),
    /** What was asked for cannot be recovered from what is stored; {@code detail} says what can. */
    TARGET_UNREACHABLE(Kind.INVALID),
    /** The restored server did not start or did not reach the recovery target. */
    RECOVERY_FAILED(Kind.INTERNAL),
    /** The restored data did not pass its checks. */
    VERIFICATION_FAILED(Kind.CORRUPT),
    /** The clock went back. */
    CLOCK_WENT_BACK(Kind.CONFLICT),
    /** Somebody asked for it to end. */
    CANCELLED(Kind.INVALID),
    /** A limit of time was reached. */
    TIMED_OUT(Kind.TRANSIENT),
    /** The outcome of a side effect is not known; only a probe can tell. */
    RESULT_UNKNOWN(Kind.UNKNOWN_RESULT),
    /** A defect of ours. */
    INTERNAL(Kind.INTERNAL);

    /** What follows from an error. */
    public enum Kind {
        /** The asker must change something: 4xx, never retried, dead letter at once. */
        INVALID,
        /** Clashes with the present state: 409, may pass later. */
        CONFLICT,
        /** May pass by itself: 503, retried. */
        TRANSIENT,
        /** The repository or a disk: 503, retried, alerted. */
        STORAGE,
        /** Data is damaged: 500, never retried blindly, alerted. */
        CORRUPT,
        /** Ours: 500. */
        INTERNAL,
        /** Nobody knows yet: 500, decided by a probe, never dressed up as success or failure. */
        UNKNOWN_RESULT
    }

    private final Kind kind;

    ErrorCode(Kind kind) {
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** True if the same attempt may succeed later without anybody changing anything. */
    public boolean retryable() {
        return kind == Kind.TRANSIENT || kind == Kind.STORAGE || kind == Kind.CONFLICT;
    }

    /** The stable name in REST problems, metrics and events, for example {@code store-unreachable}. */
    @JsonValue
    public String slug() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
