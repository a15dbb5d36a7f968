package org.theorder.lifeboat.repository.wal;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.repository.backup.SealedWal;
import org.theorder.lifeboat.repository.compression.Zstd;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.storage.Storage;

/** Verifies the WAL in one region by its seals, without any key. */
public final class WalSealCheck {
    private final Storage region;
    private final ClusterKeys keys;

    public WalSealCheck(Storage region, ClusterKeys keys) {
        this.region = region;
        this.keys = keys;
    }

    /**
     * What was found.
     *
     * @param objects how many were read
     * @param bytes stored bytes that were read
     * @param damages what is missing or has other bytes, for people; empty if all is well
     */
    public record Result(long objects, long bytes, List<String> damages) {
        public Result {
            damages = List.copyOf(damages);
        }
    }

    /**
     * A backup's seal, checked against its commit marker.
     *
     * @return empty if the backup has none
     * @throws LifeboatException NOT_FOUND if the marker names one and it is not there; CORRUPT if it is damaged
     */
    public Optional<WalSeal> seal(BackupMarker marker) {
        SealedWal reference = marker.walSeal();
        if (reference == null) {
            return Optional.empty();
        }
        String key = keys.walSeal(marker.backup());
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
            return Optional.of(WalSeal.read(in.readAllBytes(), named));
        } catch (IOException e) {
            throw Zstd.unreadable(named, e);
        }
    }

    /**
     * Reads every sealed object and compares. A slice whose segment is there in full by now may be absent.
     *
     * @throws LifeboatException STORE_UNREACHABLE if the region cannot be read: then nothing is said about the WAL
     */
    public Result check(WalSeal seal) {
        Map<String, List<StoredDigest>> expected = new LinkedHashMap<>();
        seal.objects()
                .forEach(each -> expected.computeIfAbsent(each.object(), name -> new ArrayList<>())
                        .add(new StoredDigest(each.storedBytes(), each.sha256())));
        List<String> damages = new ArrayList<>();
        long objects = 0;
        long bytes = 0;
        for (Map.Entry<String, List<StoredDigest>> each : expected.entrySet()) {
            String key = keys.wal() + each.getKey();
            Optional<StoredDigest> actual = StoredDigest.read(region, key);
            if (actual.isPresent()) {
                objects++;
                bytes += actual.get().length();
                if (!each.getValue().contains(actual.get())) {
                    damages.add(key + " has not the bytes that were sealed");
                }
            } else if (!replaced(each.getKey())) {
                damages.add(key + " is missing");
            }
        }
        return new Result(objects, bytes, damages);
    }

    /** A slice by the full segment; anything by the same with the other encoding, or by slices in a region that came later. */
    private boolean replaced(String object) {
        String name = object.substring(object.lastIndexOf('/') + 1);
        String segment = object.contains("/partial/")
                ? object.substring(object.indexOf("/partial/") + 9, object.indexOf("/partial/") + 33)
                : name.substring(0, 24);
        return object.contains("/partial/")
                ? StoredWal.segmentKeys(keys, segment)
                        .anyMatch(key -> region.find(key).isPresent())
                : StoredWal.segmentKeys(keys, segment)
                        .filter(key -> !key.endsWith(object))
                        .anyMatch(key -> region.find(key).isPresent());
    }
}
