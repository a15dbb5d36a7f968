package org.theorder.lifeboat.repository.layout;

import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ClusterName;

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

    /** @param name 24 hexadecimal digits; the first eight are the timeline */
    public String segment(String name) {
        return wal() + name.substring(0, 8) + "/" + name + ".zst";
    }

    /** Below this lie the slices of a segment that was not yet full. */
    public String slices(String segmentName) {
        return wal() + segmentName.substring(0, 8) + "/partial/" + segmentName + "/";
    }

    /** @param timeline unsigned */
    public String history(int timeline) {
        return wal() + "%08X.history".formatted(timeline);
    }
}
