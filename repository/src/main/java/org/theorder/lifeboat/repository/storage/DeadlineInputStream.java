package org.theorder.lifeboat.repository.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.Supplier;

/** An object that is read piece by piece, each with a deadline. A small object costs one call. */
final class DeadlineInputStream extends InputStream {
    private static final int FIRST = 32 * 1024;
    private static final int FURTHER = 256 * 1024;

    /** Bytes that were read, or the end. Made anew each time, because a call that was given up may still write. */
    private record Piece(ByteBuffer bytes, boolean end) {
        static Piece of(byte[] bytes, int length) {
            return new Piece(ByteBuffer.wrap(bytes, 0, Math.max(length, 0)), length < 0);
        }
    }

    private record Opened(InputStream stream, Piece first) {}

    private final String what;
    private final StoreCalls calls;
    private final InputStream behind;
    private Piece piece;

    private DeadlineInputStream(String what, StoreCalls calls, Opened opened) {
        this.what = what;
        this.calls = calls;
        this.behind = opened.stream();
        this.piece = opened.first();
    }

    static InputStream open(String what, StoreCalls calls, Supplier<InputStream> opening) {
        Opened opened = calls.questions()
                .call(what, calls.deadlines().answer(), () -> opened(opening), late -> close(late.stream()));
        return new DeadlineInputStream(what, calls, opened);
    }

    @SuppressWarnings("resource") // closed by whoever gets it
    private static Opened opened(Supplier<InputStream> opening) {
        InputStream stream = opening.get();
        try {
            return new Opened(stream, read(stream, FIRST));
        } catch (UncheckedIOException e) {
            // told at the first read, as from any stream
            return new Opened(new FailedStream(stream, cause(e)), Piece.of(new byte[0], 0));
        }
    }

    private static Piece read(InputStream stream, int most) {
        try {
            byte[] bytes = new byte[most];
            return Piece.of(bytes, stream.read(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public int read() throws IOException {
        return filled() ? Byte.toUnsignedInt(piece.bytes().get()) : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!filled()) {
            return -1;
        }
        int count = Math.min(length, piece.bytes().remaining());
        piece.bytes().get(target, offset, count);
        return count;
    }

    @Override
    public int available() {
        return piece.bytes().remaining();
    }

    /** Whether there is a byte to be had. */
    private boolean filled() throws IOException {
        while (!piece.end() && !piece.bytes().hasRemaining()) {
            try {
                piece = calls.answer(what, () -> read(behind, FURTHER));
            } catch (UncheckedIOException e) {
                throw cause(e);
            }
        }
        return piece.bytes().hasRemaining();
    }

    @Override
    public void close() {
        // nobody waits for an end that brings nothing
        Thread.ofVirtual().start(() -> close(behind));
    }

    private static IOException cause(UncheckedIOException e) {
        return Objects.requireNonNull(e.getCause());
    }

    private static void close(InputStream stream) {
        try {
            stream.close();
        } catch (IOException e) {
            // it was only read
        }
    }

    /** Fails as the stream behind it did. */
    private static final class FailedStream extends InputStream {
        private final InputStream behind;
        private final IOException failure;

        FailedStream(InputStream behind, IOException failure) {
            this.behind = behind;
            this.failure = failure;
        }

        @Override
        public int read() throws IOException {
            throw failure;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            throw failure;
        }

        @Override
        public void close() throws IOException {
            behind.close();
        }
    }
}
