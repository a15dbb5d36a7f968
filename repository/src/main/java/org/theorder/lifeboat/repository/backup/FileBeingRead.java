package org.theorder.lifeboat.repository.backup;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.repository.manifest.ChecksumAlgorithm;
import org.theorder.lifeboat.repository.manifest.FileChecksum;
import org.theorder.lifeboat.repository.tar.TarEntry;

/** A file while its content passes: checksum, places, and the content itself of the few files that are looked into. */
final class FileBeingRead {
    private final Archive archive;
    private final TarEntry entry;
    private final FileChecksum checksum;
    private final List<IndexedFile.Segment> segments = new ArrayList<>(1);
    private final @Nullable ByteBuffer copy;
    private long received;

    /** @param keep whether the content is to be kept, for small files only */
    FileBeingRead(Archive archive, TarEntry entry, ChecksumAlgorithm algorithm, boolean keep) {
        this.archive = archive;
        this.entry = entry;
        this.checksum = algorithm.start();
        this.copy = keep ? ByteBuffer.allocate((int) entry.size()) : null;
    }

    String path() {
        return entry.path();
    }

    /** Sees content; the buffer's position stays. */
    void see(ByteBuffer bytes) {
        int position = bytes.position();
        checksum.update(bytes);
        bytes.position(position);
        if (copy != null) {
            copy.put(bytes);
            bytes.position(position);
        }
    }

    /** Bytes that have a place. */
    long received() {
        return received;
    }

    /** The next bytes have found their place in a part. */
    void received(int part, long offset, long length) {
        if (!segments.isEmpty() && segments.getLast().part() == part) {
            IndexedFile.Segment last = segments.removeLast();
            segments.add(new IndexedFile.Segment(part, last.offset(), last.fileOffset(), last.length() + length));
        } else {
            segments.add(new IndexedFile.Segment(part, offset, received, length));
        }
        received += length;
    }

    ReceivedFile finish() {
        IndexedFile file =
                new IndexedFile(archive.name(), entry.path(), entry.size(), entry.mode(), entry.modifiedAt(), segments);
        return new ReceivedFile(file, archive.manifestPath(entry.path()), checksum.finish());
    }

    /** The kept content. */
    byte[] content() {
        return copy == null ? new byte[0] : copy.array();
    }
}
