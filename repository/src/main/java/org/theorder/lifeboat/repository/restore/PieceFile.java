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
import java.util.Set;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.repository.storage.FileErrors;

/** A file of the restored cluster, open for one piece; several threads may write pieces of it at a time. */
final class PieceFile implements FileWriter {
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path path;
    private final FileChannel channel;

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

    @Override
    public void write(ByteBuffer bytes, long position) {
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
        try {
            channel.close();
        } catch (IOException e) {
            throw FileErrors.explained(ErrorCode.INTERNAL, "closing " + path, e);
        }
    }
}
