package org.theorder.lifeboat.repository.restore;

import java.util.List;
import java.util.Optional;
import org.theorder.lifeboat.repository.backup.IndexedPart;

/**
 * The incremental backups of a chain, held so that their files can be read at any place: of each one part as stored, and a
 * frame for every thread.
 *
 * @param workers threads for which there is memory
 * @param newestFirst without the full backup at the end
 */
record HeldChain(int workers, List<StoredFiles> newestFirst) {
    /** Some more, so that threads that are not in the same part of a backup do not take each other's. */
    private static final int SPARE_PARTS = 4;

    /** What a thread has besides a stored part: what is decompressed, and what is written. */
    private static final long BUFFERS = 2L * HeldFrame.BYTES;

    /**
     * @param newestFirst the whole chain
     * @return empty for a full backup alone, and if the memory is too small for the chain and two threads, or the one that is
     *     wanted
     */
    static Optional<HeldChain> of(List<PartSource> newestFirst, ReaderSettings settings) {
        List<PartSource> increments = newestFirst.subList(0, newestFirst.size() - 1);
        if (increments.isEmpty()) {
            return Optional.empty();
        }
        int parts = increments.size() * 3 / 2 + SPARE_PARTS;
        long largest = largestPart(increments);
        long forFrames = settings.memory() - parts * largest;
        long ofThread = largestPart(newestFirst) + BUFFERS + (long) increments.size() * HeldFrame.BYTES;
        int workers = (int) Math.min(settings.workers(), forFrames / ofThread);
        if (workers < Math.min(settings.workers(), 2)) {
            return Optional.empty();
        }
        HeldParts held = new HeldParts(parts, (int) largest);
        return Optional.of(new HeldChain(
                workers,
                increments.stream()
                        .map(source -> new StoredFiles(source, held, workers))
                        .toList()));
    }

    private static long largestPart(List<PartSource> sources) {
        return sources.stream()
                .flatMap(source -> source.contents().index().parts().stream())
                .mapToLong(IndexedPart::storedBytes)
                .max()
                .orElse(0);
    }
}
