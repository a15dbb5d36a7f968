package org.theorder.lifeboat.repository.restore;

import java.util.List;
import java.util.Optional;
import org.theorder.lifeboat.repository.backup.IndexedPart;

/**
 * The incremental backups of a chain, held so that their files can be read at any place: of each one part as stored, and a
 * frame for every thread.
 *
 * @param workers threads for which there is memory
 * @param lanes places of the full copy at which they may be at a time
 * @param newestFirst without the full backup at the end
 */
record HeldChain(int workers, int lanes, List<StoredFiles> newestFirst) {
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
        int lanes = settings.workers();
        while (lanes > 1 && workers(newestFirst, settings, lanes) < settings.workers()) {
            lanes /= 2;
        }
        int workers = workers(newestFirst, settings, lanes);
        if (workers < Math.min(settings.workers(), 2)) {
            return Optional.empty();
        }
        HeldParts held = new HeldParts(parts(increments, lanes), (int) largestPart(increments));
        return Optional.of(new HeldChain(
                workers,
                lanes,
                increments.stream()
                        .map(source -> new StoredFiles(source, held, workers))
                        .toList()));
    }

    /** How many threads there is memory for. */
    private static int workers(List<PartSource> newestFirst, ReaderSettings settings, int lanes) {
        List<PartSource> increments = newestFirst.subList(0, newestFirst.size() - 1);
        long forFrames = settings.memory() - parts(increments, lanes) * largestPart(increments);
        long ofThread = largestPart(newestFirst) + BUFFERS + (long) increments.size() * HeldFrame.BYTES;
        return (int) Math.min(settings.workers(), forFrames / ofThread);
    }

    /** How many parts are held: of each incremental one in every lane, and of a few the next one too. */
    private static int parts(List<PartSource> increments, int lanes) {
        int neededAtATime = increments.stream()
                .mapToInt(source -> Math.clamp(source.contents().index().parts().size(), 1, lanes))
                .sum();
        return neededAtATime * 5 / 4 + SPARE_PARTS;
    }

    private static long largestPart(List<PartSource> sources) {
        return sources.stream()
                .flatMap(source -> source.contents().index().parts().stream())
                .mapToLong(IndexedPart::storedBytes)
                .max()
                .orElse(0);
    }
}
