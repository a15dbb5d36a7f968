package org.theorder.lifeboat.repository.restore;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.theorder.lifeboat.repository.backup.IndexedPart;

/**
 * A part that is to be read, and what is wanted of it.
 *
 * @param pieces in the order of the part's bytes
 */
record PlannedPart(PartSource source, IndexedPart part, List<Piece> pieces) {
    /** Content of files in it that is wanted. */
    long contentBytes() {
        return pieces.stream().mapToLong(piece -> piece.segment().length()).sum();
    }

    /** The same with what is still needed only; the rest is passed over. */
    PlannedPart stillNeeded() {
        Map<Boolean, List<Piece>> needed = pieces.stream().collect(Collectors.partitioningBy(Piece::isNeeded));
        needed.getOrDefault(false, List.of()).forEach(Piece::passOver);
        return new PlannedPart(source, part, needed.getOrDefault(true, List.of()));
    }
}
