package org.theorder.lifeboat.repository.wal;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.repository.backup.SealedWal;
import org.theorder.lifeboat.repository.compression.Zstd;
import org.theorder.lifeboat.repository.json.RepositoryJson;
import org.theorder.lifeboat.repository.layout.SystemIdentifier;
import org.theorder.lifeboat.repository.storage.RegionDescription;
import org.theorder.lifeboat.repository.storage.Storage;

/**
 * {@code wal_seal.json.zst}: the WAL since the backup before, with the SHA-256 of each stored object as it was put into the
 * regions, or as they gave it back when the backup was committed. So WAL can be verified without decrypting it. The same
 * bytes in every region.
 *
 * @param format version of the repository's format
 * @param backup the backup with which it was sealed
 * @param stretches what the objects cover without a hole, in the order of replay
 * @param objects ascending by name; one that regions store differently (encrypted more than once) is there once for each way
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
     * @param regions where it was stored so; a region that was away is not named and may have got it either way
     * @param storedBytes its length
     * @param sha256 of the stored bytes, hexadecimal
     */
    public record SealedObject(String object, List<RegionName> regions, long storedBytes, String sha256) {
        private static final Pattern OBJECT = Pattern.compile(
                "[0-9A-F]{8}/(partial/[0-9A-F]{24}/[0-9A-F]{16}-[0-9A-F]{16}|[0-9A-F]{24})\\.zst(\\.age)?");
        private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

        /** @throws LifeboatException CORRUPT if this cannot be one */
        public SealedObject {
            regions = List.copyOf(regions);
            if (!OBJECT.matcher(object).matches() || !SHA256.matcher(sha256).matches() || storedBytes < 1) {
                throw new LifeboatException(ErrorCode.CORRUPT, "a seal describes an impossible WAL object");
            }
        }

        StoredDigest digest() {
            return new StoredDigest(storedBytes, sha256);
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

    /**
     * The seal of a backup in one region, checked against its commit marker.
     *
     * @return empty if the backup has none
     * @throws LifeboatException NOT_FOUND if the marker names one and it is not there; CORRUPT if it is damaged
     */
    public static Optional<WalSeal> stored(Storage region, BackupMarker marker) {
        SealedWal reference = marker.walSeal();
        if (reference == null) {
            return Optional.empty();
        }
        String key = marker.keys().walSeal(marker.backup());
        String named = key + " in region " + region.region();
        Optional<StoredDigest> digest = StoredDigest.read(region, key);
        if (digest.isEmpty()) {
            throw new LifeboatException(ErrorCode.NOT_FOUND, named + " is missing, which its commit marker names");
        }
        if (!digest.get().sha256().equals(reference.sealSha256())) {
            throw new LifeboatException(
                    ErrorCode.CORRUPT, named + " is damaged: its SHA-256 is not the one in the commit marker");
        }
        try (InputStream in = Zstd.decompress(region.open(key), reference.sealBytes())) {
            return Optional.of(RepositoryJson.read(WalSeal.class, in.readAllBytes(), named));
        } catch (IOException e) {
            throw Zstd.unreadable(named, e);
        }
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
