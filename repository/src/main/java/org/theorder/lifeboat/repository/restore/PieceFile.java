package org.theorder.lifeboat.repository.restore;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.repository.storage.FileErrors;
import org.theorder.lifeboat.repository.storage.Uncached;

/**
 * A file of the restored cluster, open for one piece; several threads may write pieces of it at a time. Long runs go to the
 * disk past the page cache (ADR 0025), everything else, and where the file system refuses, by ordinary writes.
 */
final class PieceFile implements FileWriter {
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    /** Shorter runs are not worth waiting for the disk. */
    private static final long SHORTEST_UNCACHED = 128 * 1024;

    /** One for each piece that is written at the same time; they are used again. */
    private static final Queue<Run> RUNS = new ConcurrentLinkedQueue<>();

    private final Path path;
    private final FileChannel channel;
    private @Nullable FileChannel uncached;
    private boolean cached = Uncached.OPTION.isEmpty();
    private @Nullable Run run;

    PieceFile(Path path) {
        this.path = path;
        try {
            channel = FileChannel.open(
                    path,
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                    OWNER_ONLY);
        } catch (IOException e) {
            throw FileErrors.explained(ErrorCode.INTERNAL, "making " + path, e);
        }
    }

    /** It may be written later: when more has come, or at the end. */
    @Override
    public void write(ByteBuffer bytes, long position) {
        Run present = run();
        if (position != present.end()) {
            flush(present);
            present.begin(position);
        }
        while (bytes.hasRemaining()) {
            present.take(bytes);
            if (present.isFull()) {
                writePages(present);
            }
        }
    }

    private Run run() {
        Run present = run;
        if (present == null) {
            Run used = RUNS.poll();
            present = used == null ? new Run() : used;
            present.begin(0);
            run = present;
        }
        return present;
    }

    @Override
    public void complete() {
        if (run != null) {
            flush(run);
        }
    }

    private void flush(Run run) {
        writePages(run);
        writeCached(run, run.start(), run.end());
        run.begin(run.end());
    }

    /** Writes the whole pages of a long run, or all of a short one. */
    private void writePages(Run run) {
        long firstPage = (run.start() + Uncached.ALIGNMENT - 1) / Uncached.ALIGNMENT * Uncached.ALIGNMENT;
        long endOfPages = run.end() / Uncached.ALIGNMENT * Uncached.ALIGNMENT;
        if (endOfPages - firstPage >= SHORTEST_UNCACHED) {
            writeCached(run, run.start(), firstPage);
            ByteBuffer pages = run.bytes(firstPage, endOfPages);
            writeUncached(pages, firstPage);
            writeCached(pages, endOfPages - pages.remaining());
            run.keepFrom(endOfPages);
        } else {
            writeCached(run, run.start(), run.end());
            run.begin(run.end());
        }
    }

    /** What cannot be written this way stays in the buffer: the ordinary write meets the trouble too, or is not troubled. */
    private void writeUncached(ByteBuffer pages, long position) {
        try {
            FileChannel open = uncached;
            if (open == null && !cached) {
                open = FileChannel.open(
                        path, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS, Uncached.OPTION.orElseThrow());
                uncached = open;
            }
            for (long next = position; !cached && open != null && pages.hasRemaining(); ) {
                next += open.write(pages, next);
            }
        } catch (IOException | UnsupportedOperationException e) {
            cached = true;
        }
    }

    private void writeCached(Run run, long from, long to) {
        writeCached(run.bytes(from, to), from);
    }

    private void writeCached(ByteBuffer bytes, long position) {
        try {
            long next = position;
            while (bytes.hasRemaining()) {
                next += channel.write(bytes, next);
            }
        } catch (IOException e) {
            throw FileErrors.explained(ErrorCode.INTERNAL, "writing " + path, e);
        }
    }

    @Override
    public void close() {
        if (run != null) {
            RUNS.add(run);
            run = null;
        }
        try (channel) {
            if (uncached != null) {
                uncached.close();
            }
        } catch (IOException e) {
            throw FileErrors.explained(ErrorCode.INTERNAL, "closing " + path, e);
        }
    }
}
