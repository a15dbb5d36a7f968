package org.theorder.lifeboat.backup.replication;

import java.util.OptionalInt;

/**
 * @param label for backup_label and the server's log
 * @param fastCheckpoint start at once instead of waiting for a spread checkpoint
 * @param maxRate the server sends at most so many kB/s (32 to 1048576)
 * @param incremental only what has changed since the manifest that was uploaded before on the same connection
 */
public record BaseBackupOptions(String label, boolean fastCheckpoint, OptionalInt maxRate, boolean incremental) {
    static final String INCREMENTAL = ", INCREMENTAL";

    /** A full one. */
    public BaseBackupOptions(String label, boolean fastCheckpoint, OptionalInt maxRate) {
        this(label, fastCheckpoint, maxRate, false);
    }

    /** WAIT false: we wait for the WAL ourselves, in the repository, whatever the server's archive_command does. */
    String command() {
        StringBuilder command = new StringBuilder("BASE_BACKUP (LABEL '")
                .append(label.replace("'", "''"))
                .append("', CHECKPOINT '")
                .append(fastCheckpoint ? "fast" : "spread")
                .append(
                        "', PROGRESS, WAL false, WAIT false, MANIFEST 'yes', MANIFEST_CHECKSUMS 'CRC32C', TABLESPACE_MAP");
        maxRate.ifPresent(rate -> command.append(", MAX_RATE ").append(rate));
        if (incremental) {
            command.append(INCREMENTAL);
        }
        return command.append(')').toString();
    }
}
