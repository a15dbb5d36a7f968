package org.theorder.lifeboat.repository.restore;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.theorder.lifeboat.repository.backup.Archive;
import org.theorder.lifeboat.repository.backup.BackupIndex;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.repository.backup.IndexedFile;
import org.theorder.lifeboat.repository.incremental.IncrementalName;
import org.theorder.lifeboat.repository.incremental.Truncation;
import org.theorder.lifeboat.repository.manifest.ManifestSummary;

/**
 * What a backup is made of, checked against each other.
 *
 * @param manifest what PostgreSQL's manifest says besides the files
 * @param files in the order of the index, each with what the manifest says about it
 */
record BackupContents(BackupMarker marker, BackupIndex index, ManifestSummary manifest, List<ExpectedFile> files) {
    /** Whether it has incremental files, whose other blocks are in older backups. */
    boolean isIncremental() {
        return marker.incrementalFrom() != null;
    }

    /** The file that an incremental one brings blocks for; empty for a file that is whole. */
    Optional<String> rebuilt(IndexedFile file) {
        return isIncremental()
                ? IncrementalName.wholeFile(file.archive().equals(Archive.base().name()), file.path())
                : Optional.empty();
    }

    /** Where files were cut since the parent, in blocks, by {@link Truncation#file}. */
    Map<String, Integer> cuts() {
        return marker.truncations().stream()
                .collect(Collectors.toUnmodifiableMap(Truncation::file, Truncation::blocks, Math::min));
    }

    /** What the file is called when it is restored. */
    String restoredPath(IndexedFile file) {
        return rebuilt(file).orElse(file.path());
    }
}
