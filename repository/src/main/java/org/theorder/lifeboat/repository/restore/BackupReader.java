package org.theorder.lifeboat.repository.restore;

import java.util.List;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.repository.encryption.Identities;
import org.theorder.lifeboat.repository.layout.ClusterKeys;
import org.theorder.lifeboat.repository.storage.Storage;

/** Reads one complete backup; every object from the first region that has it whole. */
public final class BackupReader {
    private final List<Storage> regions;
    private final BackupContents contents;
    private final Identities identities;

    private BackupReader(List<Storage> regions, BackupContents contents, Identities identities) {
        this.regions = regions;
        this.contents = contents;
        this.identities = identities;
    }

    /**
     * Reads and checks marker, index and manifest. About 500 bytes of heap per file.
     *
     * @param regions in the order of preference
     * @throws LifeboatException NOT_FOUND if every region says that there is no such backup; otherwise what is wrong
     */
    public static BackupReader open(List<Storage> regions, ClusterKeys keys, BackupId backup) {
        return open(regions, keys, backup, Identities.none());
    }

    /**
     * The same for a backup that may be encrypted. Marker, index and manifest are not, so any backup can be opened; {@link
     * #restore} and {@link #verify} need an identity of one of its recipients, and say so before anything is written.
     *
     * @param identities with which parts are read
     */
    public static BackupReader open(List<Storage> regions, ClusterKeys keys, BackupId backup, Identities identities) {
        if (regions.isEmpty()) {
            throw new LifeboatException(ErrorCode.CONFIGURATION_INVALID, "reading a backup needs at least one region");
        }
        return new BackupReader(List.copyOf(regions), new BackupOpener(regions, keys, backup).open(), identities);
    }

    public BackupMarker marker() {
        return contents.marker();
    }

    /**
     * Writes all files: first sees that every part is there, then takes the parts in parallel, each checked before its
     * bytes are trusted and every file checked against the manifest; everything is synced, and pg_control comes last by
     * rename. If it fails, what was written is no database (there is no pg_control) and the caller removes it.
     *
     * @throws LifeboatException TARGET_OCCUPIED if a directory is not empty; CORRUPT, STORE_UNREACHABLE, NO_SPACE,
     *     TIMED_OUT (interrupted), IDENTITY_MISSING or REQUEST_INVALID (a place that cannot be written) otherwise
     */
    public ReadBackup restore(RestoreTarget target, ReaderSettings settings, ReadProgress progress) {
        RestorePlaces places = RestorePlaces.plan(contents, target);
        PartSource source = new PartSource(regions, contents, identities);
        source.requireReadable();
        places.makeDirectories();
        PartRun run = new PartRun(contents, source, settings, progress, places::writer);
        run.run();
        places.complete();
        return run.result(source).and(places.troubles());
    }

    /** Reads everything back from the first region alone and checks it like a restore, without writing. */
    public ReadBackup verify(ReaderSettings settings, ReadProgress progress) {
        List<Storage> alone = List.of(regions.getFirst());
        BackupContents there = new BackupOpener(
                        alone, contents.marker().keys(), contents.marker().backup())
                .open();
        PartSource source = new PartSource(alone, there, identities);
        source.requireReadable();
        PartRun run = new PartRun(there, source, settings, progress, file -> FileWriter.NOWHERE);
        run.run();
        return run.result(source);
    }
}
