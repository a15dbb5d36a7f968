package org.theorder.lifeboat.repository.restore;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.theorder.lifeboat.repository.backup.IndexedFile;

/**
 * The files of one backup as stored, read at any place: the frames that were needed last are held. Whoever goes through the
 * files in the order in which they were taken decompresses each frame once. Used by many threads.
 */
final class StoredFiles {
    private final PartSource source;
    private final HeldParts parts;
    private final int most;
    private final Deque<HeldFrame> newestFirst = new ArrayDeque<>();

    /** @param most how many frames are held */
    StoredFiles(PartSource source, HeldParts parts, int most) {
        this.source = source;
        this.parts = parts;
        this.most = most;
    }

    /**
     * Fills the target.
     *
     * @param from place in the file, at least the target's room before its end
     * @throws org.theorder.lifeboat.events.LifeboatException if no region has the part right
     */
    synchronized void read(IndexedFile file, long from, ByteBuffer target) {
        int begin = target.position();
        for (IndexedFile.Segment segment : file.segments()) {
            long end = segment.fileOffset() + segment.length();
            for (long at = from + target.position() - begin;
                    target.hasRemaining() && segment.fileOffset() <= at && at < end;
                    at = from + target.position() - begin) {
                long inPart = segment.offset() + at - segment.fileOffset();
                int count = (int) Math.min(target.remaining(), end - at);
                frame(segment.part(), inPart).copy(inPart, target, count);
            }
        }
    }

    private HeldFrame frame(int part, long position) {
        for (Iterator<HeldFrame> held = newestFirst.iterator(); held.hasNext(); ) {
            HeldFrame frame = held.next();
            if (frame.holds(part, position)) {
                held.remove();
                newestFirst.addFirst(frame);
                return frame;
            }
        }
        HeldFrame frame = newestFirst.size() < most ? new HeldFrame() : newestFirst.removeLast();
        newestFirst.addFirst(frame);
        parts.decompress(source, part, position, frame);
        return frame;
    }
}
