package org.theorder.lifeboat.repository.restore;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.repository.backup.IndexedPart;
import org.theorder.lifeboat.repository.encryption.Encoding;
import org.theorder.lifeboat.repository.encryption.Identities;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.storage.StoredObject;

/** The parts of a backup, from whichever region has them; keeps book of what came from where. Used by many threads. */
final class PartSource {
    private final CopyOnWriteArrayList<Storage> regions;
    private final BackupContents contents;
    private final Identities identities;
    private final ChainBreak chain;
    private final Map<RegionName, Long> partsByRegion = new TreeMap<>();
    private final List<String> troubles = new ArrayList<>();

    /** Parts of a backup that is read for itself. */
    PartSource(List<Storage> regions, BackupContents contents, Identities identities) {
        this(
                regions,
                contents,
                identities,
                new ChainBreak(
                        regions, contents.marker().keys(), contents.marker().backup()));
    }

    /** @param chain what the backup is read for: itself, or one that builds on it */
    PartSource(List<Storage> regions, BackupContents contents, Identities identities, ChainBreak chain) {
        this.regions = new CopyOnWriteArrayList<>(regions);
        this.contents = contents;
        this.identities = identities;
        this.chain = chain;
    }

    BackupContents contents() {
        return contents;
    }

    Identities identities() {
        return identities;
    }

    /**
     * Looks whether an identity fits, and by listing whether every one of these parts is in some region with its right
     * length.
     *
     * @throws LifeboatException IDENTITY_MISSING, or what is missing
     */
    void require(List<IndexedPart> parts) {
        BackupMarker marker = contents.marker();
        if (marker.encoding() == Encoding.ZSTD_AGE && !parts.isEmpty()) {
            identities.require(marker.recipients(), "backup " + marker.backup());
        }
        Map<String, Long> wanted = new HashMap<>();
        parts.forEach(part -> wanted.put(key(part), part.storedBytes()));
        LifeboatException trouble = null;
        for (Storage region : regions) {
            try (Stream<StoredObject> objects =
                    region.list(keys().parts(contents.marker().backup()))) {
                objects.forEach(object -> wanted.remove(object.key(), object.length()));
            } catch (LifeboatException e) {
                trouble = e;
                failed(region, e);
            }
        }
        if (!wanted.isEmpty()) {
            throw trouble != null
                    ? trouble
                    : explained(new LifeboatException(
                            ErrorCode.CORRUPT,
                            "backup " + contents.marker().backup() + " is damaged: " + wanted.size()
                                    + " of its parts are missing or have a wrong length, for example "
                                    + wanted.keySet().stream()
                                            .min(String::compareTo)
                                            .orElse("")));
        }
    }

    /**
     * Reads a part's stored bytes and checks them, from the first region that has them right.
     *
     * @throws LifeboatException the last region's error, if none has
     */
    void read(IndexedPart part, StoredPart target) {
        LifeboatException trouble = null;
        for (Storage region : regions) {
            try {
                target.read(region, key(part), part);
                count(region.region());
                return;
            } catch (LifeboatException e) {
                if (e.code() == ErrorCode.TIMED_OUT) {
                    throw e; // interrupted
                }
                trouble = e;
                failed(region, e);
            }
        }
        throw trouble == null ? new IllegalStateException("no region") : trouble;
    }

    /** Damage in a backup that another one builds on is a broken chain to the one who restores that. */
    LifeboatException explained(LifeboatException e) {
        boolean damaged = e.code() == ErrorCode.CORRUPT || e.code() == ErrorCode.NOT_FOUND;
        return damaged && !chain.newest().equals(contents.marker().backup())
                ? chain.at(contents.marker().backup(), "which is damaged: " + e.explanation(), e)
                : e;
    }

    private String key(IndexedPart part) {
        return keys().part(contents.marker().backup(), part.object());
    }

    private ClusterKeys keys() {
        return contents.marker().keys();
    }

    private synchronized void count(RegionName region) {
        partsByRegion.merge(region, 1L, Long::sum);
    }

    /** A region that cannot be reached is asked last from now on. */
    private synchronized void failed(Storage region, LifeboatException e) {
        troubles.add(e.explanation());
        if (e.code() == ErrorCode.STORE_UNREACHABLE && regions.remove(region)) {
            regions.add(region);
        }
    }

    synchronized Map<RegionName, Long> partsByRegion() {
        return Map.copyOf(partsByRegion);
    }

    /** Each kind of trouble once. */
    synchronized List<String> troubles() {
        return troubles.stream().distinct().toList();
    }
}
