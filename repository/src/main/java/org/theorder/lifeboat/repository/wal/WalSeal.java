package org.theorder.lifeboat.repository.wal;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.regex.Pattern;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.backup.SealedWal;
import org.theorder.lifeboat.repository.json.RepositoryJson;
import org.theorder.lifeboat.repository.layout.SystemIdentifier;
import org.theorder.lifeboat.repository.storage.RegionDescription;

/**
 * {@code wal_seal.json.zst}: the WAL since the backup before, with the SHA-256 of each stored object as the regions gave it
 * back when the backup was committed. So WAL can be verified without decrypting it. The same bytes in every region.
 *
 * @param format version of the repository's format
 * @param backup the backup with which it was sealed
 * @param stretches what the objects cover without a hole, in the order of replay
 * @param objects in the order of replay; one that regions store differently (encrypted more than once) is there once for
 *     each way
 */
public record WalSeal(
        int format,
        BackupId backup,
        ClusterName cluster,
        SystemIdentifier systemIdentifier,
        List<SealedWal.Stretch> stretches,
        List<SealedObject> objects) {
    /**
     * One stored object.
     *
     * @param object its key below {@code wal/}
     * @param storedBytes its length
     * @param sha256 of the stored bytes, hexadecimal
     */
    public record SealedObject(String object, long storedBytes, String sha256) {
        private static final Pattern OBJECT = Pattern.compile(
                "[0-9A-F]{8}/(partial/[0-9A-F]{24}/[0-9A-F]{16}-[0-9A-F]{16}|[0-9A-F]{24})\\.zst(\\.age)?|[0-9A-F]{8}\\.history");
        private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

        /** @throws LifeboatException CORRUPT if this cannot be one */
        public SealedObject {
            if (!OBJECT.matcher(object).matches() || !SHA256.matcher(sha256).matches() || storedBytes < 1) {
                throw new LifeboatException(ErrorCode.CORRUPT, "a seal describes an impossible WAL object");
            }
        }

        /** A slice is removed once its segment is there in full; then its absence is no damage. */
        public boolean isSlice() {
            return object.contains("/partial/");
        }
    }

    /** @throws LifeboatException CORRUPT if the parts do not fit together */
    public WalSeal {
        RegionDescription.checkFormat(format, "the seal of WAL");
        requireNonNull(backup, "backup");
        requireNonNull(cluster, "cluster");
        requireNonNull(systemIdentifier, "systemIdentifier");
        stretches = List.copyOf(stretches);
        objects = List.copyOf(objects);
        if (stretches.isEmpty() || objects.isEmpty()) {
            throw new LifeboatException(ErrorCode.CORRUPT, "a seal of WAL is empty");
        }
    }

    /** @throws LifeboatException CORRUPT if the bytes are not a seal */
    public static WalSeal read(byte[] json, String where) {
        return RepositoryJson.read(WalSeal.class, json, where);
    }

    public byte[] json() {
        return RepositoryJson.write(this);
    }

    /** Objects, each once. */
    public long count() {
        return objects.stream().map(SealedObject::object).distinct().count();
    }

    /** What they take in one region; where regions differ, the first way counts. */
    public long storedBytes() {
        long bytes = 0;
        String last = "";
        for (SealedObject each : objects) {
            bytes += each.object().equals(last) ? 0 : each.storedBytes();
            last = each.object();
        }
        return bytes;
    }
}
