package org.theorder.lifeboat.repository.restore;

import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.repository.compression.FrameDecompressor;
import org.theorder.lifeboat.repository.manifest.FileChecksum;

/** Deals the bytes of a part out to the pieces that lie in it; headers and padding between them are passed over. */
final class PartContent implements FrameDecompressor.Target, AutoCloseable {
    private final Iterator<Piece> following;
    private final LongConsumer progress;
    private long position;
    private @Nullable Open open;

    /** The piece that is being dealt with. */
    private record Open(Piece piece, FileChecksum checksum, FileWriter writer) {}

    private @Nullable Piece next;

    /**
     * @param pieces in the order of the part's bytes
     * @param progress told how many bytes of files have passed since it was told last
     */
    PartContent(List<Piece> pieces, LongConsumer progress) {
        this.following = pieces.iterator();
        this.progress = progress;
        this.next = following.hasNext() ? following.next() : null;
    }

    @Override
    public void take(ByteBuffer bytes) {
        long content = 0;
        while (bytes.hasRemaining() && next != null) {
            Piece piece = next;
            long gap = piece.segment().offset() - position;
            if (gap > 0) {
                int skipped = (int) Math.min(gap, bytes.remaining());
                bytes.position(bytes.position() + skipped);
                position += skipped;
            } else {
                content += takePiece(piece, bytes);
            }
        }
        position += bytes.remaining();
        progress.accept(content);
    }

    private int takePiece(Piece piece, ByteBuffer bytes) {
        Open present = open;
        if (present == null) {
            present = new Open(piece, piece.check().beginPiece(), piece.begin());
            open = present;
        }
        int count = (int) Math.min(piece.end() - position, bytes.remaining());
        ByteBuffer slice = bytes.slice(bytes.position(), count);
        present.checksum().update(slice.duplicate());
        long inPiece = position - piece.segment().offset();
        present.writer().write(slice, piece.segment().fileOffset() + inPiece);
        bytes.position(bytes.position() + count);
        position += count;
        if (position == piece.end()) {
            endPiece(present);
        }
        return count;
    }

    private void endPiece(Open complete) {
        open = null;
        try (FileWriter writer = complete.writer()) {
            writer.complete();
        }
        complete.piece().check().endPiece(complete.piece().number(), complete.checksum());
        next = following.hasNext() ? following.next() : null;
    }

    /** Closes what a failure left open. */
    @Override
    public void close() {
        Open unfinished = open;
        if (unfinished != null) {
            unfinished.writer().close();
        }
    }
}
