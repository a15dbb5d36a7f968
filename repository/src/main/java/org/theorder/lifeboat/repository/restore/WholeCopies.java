package org.theorder.lifeboat.repository.restore;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.theorder.lifeboat.repository.incremental.IncrementalHeader;
import org.theorder.lifeboat.repository.incremental.Truncation;
import org.theorder.lifeboat.repository.manifest.ChecksumAlgorithm;
import org.theorder.lifeboat.repository.manifest.FileChecksum;
import org.theorder.lifeboat.repository.manifest.ManifestFile;

/**
 * Which file of a chain holds the bytes of a restored file, told from manifests alone: what an incremental file without
 * blocks contains is known, and so is its checksum.
 */
final class WholeCopies {
    private final ChainLayers layers;
    private final List<Map<String, Integer>> cuts;
    private final BackupContents newest;

    WholeCopies(List<BackupContents> newestFirst, ChainLayers layers) {
        this.layers = layers;
        this.cuts = newestFirst.stream().map(BackupContents::cuts).toList();
        this.newest = newestFirst.getFirst();
    }

    /** What the manifest says of the whole file; empty if it does not, or if it is put together from blocks. */
    Optional<ManifestFile> of(ExpectedFile file) {
        List<ExpectedFile> from = layers.of(file);
        ManifestFile whole = from.getLast().manifest();
        if (whole == null || !isKnown(whole, from.size() > 1)) {
            return Optional.empty();
        }
        String cutFile = Truncation.file(file.indexed().archive(), newest.restoredPath(file.indexed()));
        for (int level = 0; level < from.size() - 1; level++) {
            if (cuts.get(level).containsKey(cutFile) || !bringsNothing(from.get(level), whole.size())) {
                return Optional.empty();
            }
        }
        return Optional.of(whole);
    }

    /** The manifest of what is put together has CRCs. */
    private static boolean isKnown(ManifestFile whole, boolean rebuilt) {
        return rebuilt ? whole.algorithm() == ChecksumAlgorithm.CRC32C : whole.algorithm() != ChecksumAlgorithm.NONE;
    }

    private static boolean bringsNothing(ExpectedFile increment, long wholeBytes) {
        ManifestFile listed = increment.manifest();
        if (listed == null
                || listed.algorithm() == ChecksumAlgorithm.NONE
                || wholeBytes % IncrementalHeader.BLOCK_BYTES != 0) {
            return false;
        }
        var nothing = IncrementalHeader.unchanged((int) (wholeBytes / IncrementalHeader.BLOCK_BYTES));
        if (listed.size() != nothing.remaining()) {
            return false;
        }
        FileChecksum checksum = listed.algorithm().start();
        checksum.update(nothing);
        return checksum.finish().equals(listed.checksum());
    }
}
