package org.theorder.lifeboat.repository.retention;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Why something stays or goes. */
public enum Reason {
    /** It is younger than the settings say. */
    WITHIN_AGE(true, true),
    /** It is among the newest full backups, of which so many stay. */
    WITHIN_COUNT(true, true),
    /** It is the newest backup here. */
    NEWEST(true, true),
    /** It is the newest backup here that can be restored. */
    LAST_RESTORABLE(true, true),
    /** It is the newest backup here from which a server was restored with success. */
    LAST_PROVEN(true, false),
    /** Somebody reads or copies it. */
    LEASED(true, true),
    /** People want it to be kept. */
    HELD(true, false),
    /** The store keeps it until its lock ends. */
    LOCKED(true, true),
    /** Another region still has to get it, or what is newer than its own newest backup. */
    REGION_BEHIND(true, true),
    /** No newer backup here was read back without fault yet. */
    REPLACEMENT_UNVERIFIED(true, true),
    /** A backup that is kept builds on it. */
    PARENT(true, true),
    /** Nobody can say which WAL belongs to it: the history of its timeline is missing. */
    HISTORY_MISSING(true, true),
    /** A kept backup can be replayed with it. */
    NEEDED_BY_BACKUP(true, true),
    /** There is no backup that it could be compared with. */
    NO_BACKUP(true, true),
    /** It may be of a backup or copy that still runs. */
    TOO_YOUNG(true, true),
    /** Its time is over, and nothing needs it. */
    EXPIRED(false, false),
    /** It is older than what any kept backup needs. */
    NOT_NEEDED(false, false),
    /** The full segment is there, so its slices are of no more use. */
    SEGMENT_COMPLETE(false, false),
    /** It is left of an attempt that never became a backup. */
    LEFTOVER(false, false),
    /** It was given up before, and not all of it is gone. */
    GIVEN_UP(false, false),
    /** An operator asked for it. */
    REQUESTED(false, false);

    private final boolean keeps;
    private final boolean window;

    Reason(boolean keeps, boolean window) {
        this.keeps = keeps;
        this.window = window;
    }

    public boolean keeps() {
        return keeps;
    }

    /** Whether all WAL behind the backup stays too, so that every later moment can be reached; otherwise its own only. */
    boolean keepsWindow() {
        return window;
    }

    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
