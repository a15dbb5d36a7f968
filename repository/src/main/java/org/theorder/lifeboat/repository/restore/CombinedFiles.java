package org.theorder.lifeboat.repository.restore;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.backup.BackupLabel;
import org.theorder.lifeboat.repository.backup.IndexedFile;
import org.theorder.lifeboat.repository.manifest.ManifestFile;

/** The small files of a combined backup that are not as they were in the newest one: it is a full backup now. */
final class CombinedFiles {
    private final BackupContents newest;
    private final Path base;

    CombinedFiles(BackupContents newest, Path base) {
        this.newest = newest;
        this.base = base;
    }

    /**
     * Takes the lines out of backup_label that make it an incremental's; it was compared with the manifest before.
     *
     * @throws LifeboatException CORRUPT if it builds on another start than the marker says
     */
    void writeLabel() throws IOException {
        Path file = base.resolve(BackupLabel.PATH);
        byte[] content = Files.readAllBytes(file);
        if (!requireNonNull(newest.marker().incrementalFrom())
                .equals(BackupLabel.parse(content).incrementalFrom())) {
            throw new LifeboatException(
                    ErrorCode.CORRUPT,
                    "the backup_label of " + newest.marker().backup()
                            + " builds on another backup than its marker says");
        }
        Files.write(file, BackupLabel.combined(content));
    }

    /** Writes the manifest of what the directory holds now. */
    Path writeManifest(Function<ExpectedFile, @Nullable RebuiltFile> rebuilt) throws IOException {
        Path file = base.resolve(CombinedManifest.FILE);
        try (CombinedManifest manifest = new CombinedManifest(file, newest.manifest())) {
            for (ExpectedFile each : newest.files()) {
                ManifestFile listed = each.manifest();
                if (listed != null) {
                    write(manifest, each.indexed(), listed, rebuilt.apply(each));
                }
            }
            manifest.end();
        }
        return file;
    }

    private void write(CombinedManifest manifest, IndexedFile indexed, ManifestFile listed, @Nullable RebuiltFile built)
            throws IOException {
        if (built != null) {
            String name = listed.path()
                    .substring(0, listed.path().length() - indexed.path().length());
            manifest.rebuilt(name + newest.restoredPath(indexed), built.bytes(), indexed.modifiedAt(), built.crc());
        } else if (Set.of(BackupLabel.PATH, TablespaceMap.FILE).contains(listed.path())) {
            manifest.rewritten(listed.path(), Files.readAllBytes(base.resolve(listed.path())), indexed.modifiedAt());
        } else {
            manifest.whole(listed, indexed.modifiedAt());
        }
    }
}
