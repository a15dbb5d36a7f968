package org.theorder.lifeboat.restore.run;

/** What a restore is doing. */
public enum RestorePhase {
    /** Waits for its turn. */
    WAITING,
    /** Looks for region, backup and WAL. */
    CHOOSING,
    /** Writes the files of the backup. */
    COPYING,
    /** PostgreSQL replays WAL. */
    REPLAYING,
    /** SQL checks, then every page. */
    VERIFYING,
    /** Starts the verified server on its port. */
    STARTING,
    /** Nothing more to do. */
    ENDED
}
