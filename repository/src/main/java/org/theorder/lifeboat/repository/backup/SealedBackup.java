package org.theorder.lifeboat.repository.backup;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.IncrementalMethod;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.compression.FrameOutput;
import org.theorder.lifeboat.repository.encryption.Encryption;
import org.theorder.lifeboat.repository.incremental.IncrementalName;
import org.theorder.lifeboat.repository.incremental.Truncation;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.storage.Content;
import org.theorder.lifeboat.repository.storage.RegionDescription;
import org.theorder.lifeboat.repository.storage.Storage;
import org.theorder.lifeboat.repository.storage.StoredObject;
import org.theorder.lifeboat.repository.wal.WalSealer;

/**
 * A backup whose every byte is checked and durable, but that does not exist yet: nobody lists it until {@link #commit}.
 * Between the two the caller waits until the WAL up to {@code stopLsn} is durable, region by region. Used by one thread.
 */
public final class SealedBackup {
    private final BackupBeginning beginning;
    private final @Nullable ParentStart incrementalFrom;
    private final BackupEnd end;
    private final BackupIndex index;
    private final FrameOutput.Frame indexFrame;
    private final FrameOutput.Frame manifestFrame;
    private final RegionSet regions;
    private final Encryption encryption;
    private final Clock clock;
    private WalSealer.@Nullable Sealed walSeal;
    private List<Truncation> truncations = List.of();
    private @Nullable BackupMarker marker;

    SealedBackup(
            BackupBeginning beginning,
            @Nullable ParentStart incrementalFrom,
            BackupEnd end,
            BackupIndex index,
            FrameOutput.Frame indexFrame,
            FrameOutput.Frame manifestFrame,
            RegionSet regions,
            Encryption encryption,
            Clock clock) {
        this.beginning = beginning;
        this.incrementalFrom = incrementalFrom;
        this.end = end;
        this.index = index;
        this.indexFrame = indexFrame;
        this.manifestFrame = manifestFrame;
        this.regions = regions;
        this.encryption = encryption;
        this.clock = clock;
    }

    public BackupEnd end() {
        return end;
    }

    /** The regions that hold all parts, index and manifest, and so may be committed. */
    public List<RegionName> regions() {
        return regions.live().stream().map(Storage::region).toList();
    }

    /** The regions that were dropped on the way, and why. */
    public List<MissingRegion> missing() {
        return regions.missing();
    }

    /** Where the backup began that this one builds on, as the server says; null for a full one. */
    public @Nullable ParentStart incrementalFrom() {
        return incrementalFrom;
    }

    /** Content of all files. */
    public long sizeBytes() {
        return index.sizeBytes();
    }

    /** All parts as stored in one region. */
    public long storedBytes() {
        return index.storedBytes();
    }

    public long files() {
        return index.files().size();
    }

    /** Adds the seal of the WAL since the backup before; called before the first commit, whose marker vouches for it. */
    public void sealWal(WalSealer.@Nullable Sealed seal) {
        walSeal = seal;
    }

    /**
     * Says which files were cut since the parent; called before the first commit, whose marker keeps it for the files that
     * the backup holds as incremental ones.
     */
    public void cut(List<Truncation> cut) {
        Set<String> incremental = index.files().stream()
                .flatMap(file -> IncrementalName.wholeFile(
                        file.archive().equals(Archive.base().name()), file.path())
                        .map(path -> Truncation.file(file.archive(), path))
                        .stream())
                .collect(Collectors.toSet());
        truncations =
                cut.stream().filter(each -> incremental.contains(each.file())).toList();
    }

    /**
     * Looks whether a region lists every object, then writes the commit marker there; the same bytes each time. May be
     * called again with further regions when their WAL has become durable, also after the writer was closed.
     *
     * @param chosen a selection of {@link #regions()}
     * @return where the backup exists by this call
     * @throws LifeboatException if no region took it: the backup does not exist there; RESULT_UNKNOWN if a region did not
     *     answer in time
     */
    public CommittedBackup commit(Collection<RegionName> chosen) {
        putWalSeal(chosen);
        List<Storage> selected = regions.live().stream()
                .filter(region -> chosen.contains(region.region()))
                .filter(this::holdsEverything)
                .toList();
        BackupMarker written = marker();
        String key = beginning.keys().marker(beginning.id());
        regions.put(selected, key, Content.of(written.json()), ErrorCode.RESULT_UNKNOWN);
        List<RegionName> committed = regions.live().stream()
                .filter(selected::contains)
                .filter(region -> hasMarker(region, key))
                .map(Storage::region)
                .toList();
        if (committed.isEmpty()) {
            throw noRegion(chosen);
        }
        return new CommittedBackup(written, committed, missing());
    }

    private void putWalSeal(Collection<RegionName> chosen) {
        WalSealer.Sealed seal = walSeal;
        if (seal != null) {
            List<Storage> targets = regions.live().stream()
                    .filter(region -> chosen.contains(region.region()))
                    .toList();
            regions.put(
                    targets,
                    beginning.keys().walSeal(beginning.id()),
                    seal.document().content(),
                    ErrorCode.STORE_UNREACHABLE);
        }
    }

    private LifeboatException noRegion(Collection<RegionName> chosen) {
        return missing().stream()
                .filter(each -> chosen.contains(each.region()))
                .map(MissingRegion::reason)
                .findFirst()
                .orElseGet(() -> new LifeboatException(
                        ErrorCode.REQUEST_INVALID,
                        "backup " + beginning.id() + " cannot be committed in " + chosen + ": it lies in "
                                + regions()));
    }

    private boolean hasMarker(Storage region, String key) {
        try {
            if (region.find(key).isPresent()) {
                return true;
            }
            throw new LifeboatException(ErrorCode.CORRUPT, key + " was put, but the region says that it is not there");
        } catch (LifeboatException e) {
            regions.drop(region.region(), e);
            return false;
        }
    }

    /** A storage that said "done" and did not do it is found out here, as far as listing can. */
    private boolean holdsEverything(Storage region) {
        try {
            Map<String, Long> listed = new HashMap<>();
            try (Stream<StoredObject> objects = region.list(beginning.keys().backup(beginning.id()))) {
                objects.forEach(object -> listed.put(object.key(), object.length()));
            }
            expectedObjects().forEach((key, length) -> {
                if (!length.equals(listed.get(key))) {
                    throw new LifeboatException(
                            ErrorCode.CORRUPT,
                            key + " was put, but the region lists it with length " + listed.get(key));
                }
            });
            return true;
        } catch (LifeboatException e) {
            regions.drop(region.region(), e);
            return false;
        }
    }

    private Map<String, Long> expectedObjects() {
        ClusterKeys keys = beginning.keys();
        Map<String, Long> expected = new HashMap<>();
        index.parts().forEach(part -> expected.put(keys.part(beginning.id(), part.object()), part.storedBytes()));
        expected.put(keys.index(beginning.id()), indexFrame.content().length());
        expected.put(keys.manifest(beginning.id()), manifestFrame.content().length());
        WalSealer.Sealed seal = walSeal;
        if (seal != null) {
            expected.put(keys.walSeal(beginning.id()), seal.document().content().length());
        }
        return expected;
    }

    private BackupMarker marker() {
        BackupMarker present = marker;
        if (present == null) {
            present = newMarker();
            marker = present;
        }
        return present;
    }

    private BackupMarker newMarker() {
        return new BackupMarker(
                RegionDescription.FORMAT,
                encryption.encoding(),
                encryption.fingerprints(),
                beginning.id(),
                beginning.keys().cluster(),
                beginning.keys().systemIdentifier(),
                beginning.kind(),
                beginning.parent(),
                beginning.parent() == null ? null : IncrementalMethod.PAGES,
                incrementalFrom,
                beginning.serverVersion(),
                beginning.walSegmentBytes(),
                beginning.timeline(),
                end.timeline(),
                beginning.startLsn(),
                end.stopLsn(),
                beginning.startedAt().truncatedTo(ChronoUnit.MILLIS),
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                index.archives(),
                index.parts().size(),
                index.files().size(),
                index.sizeBytes(),
                index.tarBytes(),
                index.storedBytes(),
                beginning.dataChecksums(),
                beginning.manifestChecksums(),
                indexFrame.rawBytes(),
                indexFrame.sha256(),
                manifestFrame.rawBytes(),
                manifestFrame.sha256(),
                walSeal == null ? null : walSeal.reference(),
                truncations);
    }
}
