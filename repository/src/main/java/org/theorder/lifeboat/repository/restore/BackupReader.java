package org.theorder.lifeboat.repository.restore;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.repository.backup.IndexedPart;
import org.theorder.lifeboat.repository.encryption.Identities;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.storage.Storage;

/**
 * Reads one complete backup, an incremental one together with everything that it builds on; every object from the first
 * region that has it whole.
 */
public final class BackupReader {
    private final List<Storage> regions;
    private final List<BackupContents> newestFirst;

    private final Identities identities;

    private BackupReader(List<Storage> regions, List<BackupContents> newestFirst, Identities identities) {
        this.regions = regions;
        this.newestFirst = newestFirst;
        this.identities = identities;
    }

    /**
     * Reads and checks marker, index and manifest of the backup and of those that it builds on. About 180 bytes of heap per
     * file of each, and twice as much while they are restored by scattered writes.
     *
     * @param regions in the order of preference
     * @throws LifeboatException NOT_FOUND if every region says that there is no such backup; CHAIN_BROKEN if one that it
     *     builds on is missing or damaged; otherwise what is wrong
     */
    public static BackupReader open(List<Storage> regions, ClusterKeys keys, BackupId backup) {
        return open(regions, keys, backup, Identities.none());
    }

    /**
     * The same for backups that may be encrypted. Marker, index and manifest are not, so any backup can be opened; {@link
     * #restore} and {@link #verify} need an identity of one of the recipients of each that is read, and say so before
     * anything is written.
     *
     * @param identities with which parts are read
     */
    public static BackupReader open(List<Storage> regions, ClusterKeys keys, BackupId backup, Identities identities) {
        if (regions.isEmpty()) {
            throw new LifeboatException(ErrorCode.CONFIGURATION_INVALID, "reading a backup needs at least one region");
        }
        return new BackupReader(List.copyOf(regions), new ChainOpener(regions, keys, backup).open(), identities);
    }

    /** The regions that are read, in the order of preference. */
    public List<Storage> regions() {
        return regions;
    }

    /** The backup that was asked for. */
    public BackupMarker marker() {
        return newest().marker();
    }

    /** The backups that it consists of: the full one first, the one that was asked for last. */
    public List<BackupMarker> chain() {
        return newestFirst.reversed().stream().map(BackupContents::marker).toList();
    }

    private BackupContents newest() {
        return newestFirst.getFirst();
    }

    /**
     * The same, read from the regions in another order of preference.
     *
     * @param preferred the same regions
     */
    public BackupReader from(List<Storage> preferred) {
        return new BackupReader(List.copyOf(preferred), newestFirst, identities);
    }

    /**
     * About how much room the restored files take, before anything is read: exact but for files that are put together from
     * several backups, which count as their largest source.
     */
    public long estimatedBytes() {
        return estimatedBytesByArchive().values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /** The same for each archive by its name: tablespaces may lie on disks of their own. */
    public Map<String, Long> estimatedBytesByArchive() {
        return ChainLayers.of(newestFirst).estimatedBytes();
    }

    /**
     * Looks by listing whether every part that a restore reads is in some region; reads none of them.
     *
     * @throws LifeboatException IDENTITY_MISSING; CORRUPT or CHAIN_BROKEN if one is missing, STORE_UNREACHABLE if that is not known
     */
    public void requireParts() {
        List<PartSource> sources = sources();
        List<List<IndexedPart>> parts = ChainLayers.of(newestFirst).parts();
        for (int level = 0; level < sources.size(); level++) {
            sources.get(level).require(parts.get(level));
        }
    }

    /**
     * Writes all files in their newest state, in place: first sees that every part is there, then takes the parts in
     * parallel, each checked before its bytes are trusted; every stored file that is read to its end is checked against its
     * manifest; everything is synced, and pg_control comes last by rename. If it fails, what was written is no database
     * (there is no pg_control) and the caller removes it.
     *
     * <p>Over something that is there, it first compares, then removes what differs; from then on there is no pg_control.
     *
     * @throws LifeboatException TARGET_OCCUPIED if a directory is not empty; CORRUPT, CHAIN_BROKEN, STORE_UNREACHABLE,
     *     NO_SPACE, TIMED_OUT (interrupted), IDENTITY_MISSING or REQUEST_INVALID (a place that cannot be written) otherwise
     */
    public ReadBackup restore(RestoreTarget target, ReaderSettings settings, ReadProgress progress) {
        RestorePlaces places = RestorePlaces.plan(newest(), target);
        ChainLayers layers = ChainLayers.of(newestFirst);
        UnchangedFiles unchanged = target.over()
                ? UnchangedFiles.find(newest(), new WholeCopies(newestFirst, layers), places::place, settings.workers())
                : UnchangedFiles.none();
        try (FileSync sync = new FileSync()) {
            List<PartSource> sources = sources();
            Optional<HeldChain> held = HeldChain.of(sources, settings);
            ChainPlan plan = ChainPlan.of(sources, layers, places::place, places::writer, unchanged, sync::begin, held);
            ReadPlan reading = plan.reading();
            reading.requireAllParts();
            if (target.over()) {
                places.clear(unchanged);
            }
            places.makeDirectories();
            int workers = held.map(HeldChain::workers).orElse(settings.workers());
            if (reading.inAnyOrder() && (held.isPresent() || !newest().isIncremental())) {
                reading.interleave(held.map(HeldChain::lanes).orElse(workers));
            }
            new PartRun(reading, settings.withWorkers(workers), progress).run();
            places.complete(plan::rebuilt, sync);
            return reading.result(newest().files().size(), plan.restoredBytes())
                    .keeping(unchanged.count(), unchanged.bytes())
                    .and(places.troubles());
        }
    }

    private List<PartSource> sources() {
        ChainBreak chainBreak = new ChainBreak(regions, marker().keys(), marker().backup());
        List<PartSource> sources = new ArrayList<>();
        newestFirst.forEach(contents -> sources.add(new PartSource(regions, contents, identities, chainBreak)));
        return sources;
    }

    /**
     * Reads everything of the backup itself back from the first region alone and checks it like a restore, without writing.
     * What an incremental builds on is verified on its own.
     */
    public ReadBackup verify(ReaderSettings settings, ReadProgress progress) {
        List<Storage> alone = List.of(regions.getFirst());
        BackupContents there = new BackupOpener(alone, marker().keys(), marker().backup()).open();
        ReadPlan reading = new ReadPlan();
        reading.add(new PartSource(alone, there, identities), file -> FileTarget.NOWHERE, new BitSet());
        reading.requireAllParts();
        new PartRun(reading, settings, progress).run();
        return reading.result(there.files().size(), there.index().sizeBytes());
    }
}
