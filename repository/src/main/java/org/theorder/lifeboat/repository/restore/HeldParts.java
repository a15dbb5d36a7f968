package org.theorder.lifeboat.repository.restore;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.backup.IndexedPart;
import org.theorder.lifeboat.repository.compression.FrameSequence;

/**
 * Parts as stored, checked and decrypted, of which a number is held: those that were needed last. One that is needed again
 * after it had to make room is read, and checked, again. Used by many threads.
 */
final class HeldParts {
    private final List<Slot> slots;
    private long uses;

    /**
     * @param count how many are held; more than there are threads
     * @param largest length of the largest one as stored
     */
    HeldParts(int count, int largest) {
        slots = Stream.generate(() -> new Slot(largest)).limit(count).toList();
    }

    /**
     * Decompresses the frame at a position of a part's tar bytes.
     *
     * @param number of the part in the source's index
     * @throws LifeboatException if no region has the part right
     */
    void decompress(PartSource source, int number, long position, HeldFrame target) {
        IndexedPart part = source.contents().index().parts().get(number);
        try {
            while (!chosen(part).decompress(source, part, number, position, target)) {
                // another thread has put its part there meanwhile
            }
        } catch (IOException e) {
            throw source.explained(new LifeboatException(
                    ErrorCode.CORRUPT, "part " + part.object() + " is damaged: " + e.getMessage(), e));
        } catch (LifeboatException e) {
            throw source.explained(e);
        }
    }

    private synchronized Slot chosen(IndexedPart part) {
        Slot slot = slots.stream()
                .filter(each -> part.equals(each.wanted))
                .findFirst()
                .orElseGet(() -> slots.stream()
                        .min(Comparator.comparingLong(each -> each.used))
                        .orElseThrow());
        slot.wanted = part;
        slot.used = ++uses;
        return slot;
    }

    /** Memory for one part. */
    private static final class Slot {
        private final int largest;
        private volatile @Nullable IndexedPart wanted;
        private volatile long used;
        private @Nullable StoredPart memory;
        private @Nullable IndexedPart held;
        private @Nullable FrameSequence frames;

        Slot(int largest) {
            this.largest = largest;
        }

        /** Returns false if it is meant for another part. */
        synchronized boolean decompress(
                PartSource source, IndexedPart part, int number, long position, HeldFrame target) throws IOException {
            if (!part.equals(wanted)) {
                return false;
            }
            FrameSequence present = frames;
            if (present == null || !part.equals(held)) {
                held = null;
                present = read(source, part);
                frames = present;
                held = part;
            }
            target.take(number, present, Math.toIntExact(position));
            return true;
        }

        private FrameSequence read(PartSource source, IndexedPart part) throws IOException {
            StoredPart stored = memory;
            if (stored == null) {
                stored = new StoredPart(largest);
                memory = stored;
            }
            source.read(part, stored);
            return FrameSequence.of(
                    stored.frames(part.encoding(), source.identities(), "part " + part.object()),
                    Math.toIntExact(part.tarBytes()));
        }
    }
}
