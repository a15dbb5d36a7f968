package org.theorder.lifeboat.repository.restore;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.repository.backup.BackupMarker;
import org.theorder.lifeboat.repository.backup.IndexedFile;
import org.theorder.lifeboat.repository.manifest.ChecksumAlgorithm;

/** Which parts are to be read, in the order in which they are taken, and what is wanted of each. */
final class ReadPlan {
    private List<PlannedPart> parts = new ArrayList<>();
    private final List<Runnable> emptyFiles = new ArrayList<>();
    private final List<PartSource> sources = new ArrayList<>();
    private final IdentityHashMap<PartSource, BitSet> held = new IdentityHashMap<>();

    /**
     * Appends the parts of a backup that hold something wanted.
     *
     * @param targets what becomes of a file; null if it is not wanted. Asked once per file
     * @param heldParts numbers of further parts that are read when somebody wants something of them
     */
    void add(PartSource source, Function<ExpectedFile, @Nullable FileTarget> targets, BitSet heldParts) {
        held.put(source, heldParts);
        BackupContents contents = source.contents();
        List<List<Piece>> pieces = new ArrayList<>();
        contents.index().parts().forEach(part -> pieces.add(new ArrayList<>()));
        for (ExpectedFile file : contents.files()) {
            FileTarget target = targets.apply(file);
            if (target != null) {
                addPieces(pieces, file, target);
            }
        }
        sources.add(source);
        for (int number = 0; number < pieces.size(); number++) {
            List<Piece> inPart = pieces.get(number);
            if (!inPart.isEmpty()) {
                inPart.sort(Comparator.comparingLong(piece -> piece.segment().offset()));
                parts.add(new PlannedPart(source, contents.index().parts().get(number), inPart));
            }
        }
    }

    private void addPieces(List<List<Piece>> pieces, ExpectedFile file, FileTarget target) {
        FileCheck check = new FileCheck(file);
        List<IndexedFile.Segment> segments = file.indexed().segments();
        if (segments.isEmpty()) {
            emptyFiles.add(() -> takeEmpty(check, target));
        }
        for (int number = 0; number < segments.size(); number++) {
            pieces.get(segments.get(number).part()).add(new Piece(check, number, target));
        }
    }

    private static void takeEmpty(FileCheck check, FileTarget target) {
        try (FileWriter writer = target.begin(0)) {
            writer.complete();
        }
        check.check();
    }

    List<PlannedPart> parts() {
        return parts;
    }

    /** Takes the parts in so many lanes ({@link Lanes}). Not for parts that wait for each other. */
    void interleave(int lanes) {
        parts = Lanes.interleave(parts, lanes);
    }

    /** Files without content lie in no part. */
    void takeEmptyFiles() {
        emptyFiles.forEach(Runnable::run);
    }

    /** Content of files that is read, at most. */
    long contentBytes() {
        return parts.stream().mapToLong(PlannedPart::contentBytes).sum();
    }

    /** Length of the largest part as stored. */
    int largestStored() {
        return Math.toIntExact(parts.stream()
                .mapToLong(each -> each.part().storedBytes())
                .max()
                .orElse(0));
    }

    /** SHA-2 cannot be computed piece by piece in any order; then one thread takes the parts as they come. */
    boolean inAnyOrder() {
        return sources.stream()
                .map(source -> source.contents().marker().manifestChecksums())
                .allMatch(algorithm -> algorithm == ChecksumAlgorithm.CRC32C || algorithm == ChecksumAlgorithm.NONE);
    }

    /** The backup that is read in the end. */
    BackupMarker newest() {
        return sources.getFirst().contents().marker();
    }

    /**
     * Looks whether every part is there, before anything is written.
     *
     * @throws org.theorder.lifeboat.events.LifeboatException if one is not
     */
    void requireAllParts() {
        sources.forEach(source -> source.require(Stream.concat(
                        parts.stream().filter(part -> part.source() == source).map(PlannedPart::part),
                        held.getOrDefault(source, new BitSet()).stream()
                                .mapToObj(source.contents().index().parts()::get))
                .distinct()
                .toList()));
    }

    /**
     * What became of it.
     *
     * @param bytes content of the files
     */
    ReadBackup result(long files, long bytes) {
        Map<RegionName, Long> partsByRegion = new TreeMap<>();
        List<String> troubles = new ArrayList<>();
        for (PartSource source : sources) {
            source.partsByRegion().forEach((region, count) -> partsByRegion.merge(region, count, Long::sum));
            troubles.addAll(source.troubles());
        }
        return new ReadBackup(files, bytes, Map.copyOf(partsByRegion), List.copyOf(troubles));
    }
}
