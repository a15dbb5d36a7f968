package org.theorder.lifeboat.repository.layout;

import java.time.Instant;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.RestoreId;
import org.theorder.lifeboat.repository.encryption.Encoding;

/** The keys of everything that belongs to one database cluster; the same in every region. */
public record ClusterKeys(ClusterName cluster, SystemIdentifier systemIdentifier) {
    /** All clusters lie below this. */
    public static final String CLUSTERS = "clusters/";

    /** Below this lie the system identifiers that the cluster had, one after another. */
    public static String identifiersOf(ClusterName cluster) {
        return CLUSTERS + cluster + "/";
    }

    /** The prefix of everything here, ending with a slash. */
    public String prefix() {
        return identifiersOf(cluster) + systemIdentifier + "/";
    }

    public String registration() {
        return prefix() + "cluster.json";
    }

    /** Below this lie the backups, each a folder. */
    public String backups() {
        return prefix() + "backups/";
    }

    public String backup(BackupId backup) {
        return backups() + backup + "/";
    }

    /** The commit marker: the backup exists if and only if this object exists. */
    public String marker(BackupId backup) {
        return backup(backup) + "backup.json";
    }

    public String index(BackupId backup) {
        return backup(backup) + "index.json.zst";
    }

    public String manifest(BackupId backup) {
        return backup(backup) + "backup_manifest.zst";
    }

    /** What vouches for the WAL since the backup before. */
    public String walSeal(BackupId backup) {
        return backup(backup) + "wal_seal.json.zst";
    }

    public String parts(BackupId backup) {
        return backup(backup) + "parts/";
    }

    /** @param object the part's name in the index, for example {@code base-000000.tar.zst} */
    public String part(BackupId backup, String object) {
        return parts(backup) + object;
    }

    public String wal() {
        return prefix() + "wal/";
    }

    /** @param timeline unsigned */
    public String timeline(int timeline) {
        return wal() + "%08X/".formatted(timeline);
    }

    /**
     * A full segment that is not encrypted.
     *
     * @param name 24 hexadecimal digits; the first eight are the timeline
     */
    public String segment(String name) {
        return segment(name, Encoding.ZSTD);
    }

    /** @param name 24 hexadecimal digits; the first eight are the timeline */
    public String segment(String name, Encoding encoding) {
        return wal() + name.substring(0, 8) + "/" + name + encoding.ending();
    }

    /** Below this lie the slices of a segment that was not yet full. */
    public String slices(String segmentName) {
        return wal() + segmentName.substring(0, 8) + "/partial/" + segmentName + "/";
    }

    /** @param timeline unsigned */
    public String history(int timeline) {
        return wal() + "%08X.history".formatted(timeline);
    }

    /** Below this lies, for every backup that was given up, the reason; what is named here is listed no more. */
    public String tombstones() {
        return prefix() + "tombstones/";
    }

    public String tombstone(BackupId backup) {
        return tombstones() + backup + ".json";
    }

    /** Below this lies who needs which backup until when: {@code <backup>/<until>-<holder>.json}. */
    public String leases() {
        return prefix() + "leases/";
    }

    public String lease(BackupId backup, Instant until, String holder) {
        return leases() + backup + "/" + Stamp.of(until) + "-" + holder + ".json";
    }

    /** Below this lies which backups people want to be kept: {@code <backup>/<at>-held.json}, {@code -released.json}. */
    public String holds() {
        return prefix() + "holds/";
    }

    public String hold(BackupId backup, Instant at, boolean held) {
        return holds() + backup + "/" + Stamp.of(at) + (held ? "-held.json" : "-released.json");
    }

    /** Below this lies what was read back: {@code <backup>/<at>-passed.json}, {@code -failed.json}. */
    public String verified() {
        return prefix() + "verified/";
    }

    public String verified(BackupId backup, Instant at, boolean passed) {
        return verified() + backup + "/" + Stamp.of(at) + (passed ? "-passed.json" : "-failed.json");
    }

    /** Below this lies which backups were restored with success: {@code <backup>/<at>-<restore>.json}. */
    public String proven() {
        return prefix() + "proven/";
    }

    public String proof(BackupId backup, Instant at, RestoreId restore) {
        return proven() + backup + "/" + Stamp.of(at) + "-" + restore + ".json";
    }

    /** Below this lies until when the objects of backups are locked: {@code <backup>/<until>.json}. */
    public String locks() {
        return prefix() + "locks/";
    }

    public String lock(BackupId backup, Instant until) {
        return locks() + backup + "/" + Stamp.of(until) + ".json";
    }

    /** Below this lie the plans of retention and what became of them: {@code <at>-plan.json}, {@code <at>-done.json}. */
    public String retention() {
        return prefix() + "retention/";
    }
}
