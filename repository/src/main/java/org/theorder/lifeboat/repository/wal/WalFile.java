package org.theorder.lifeboat.repository.wal;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.compression.Zstd;
import org.theorder.lifeboat.repository.encryption.Identities;
import org.theorder.lifeboat.repository.storage.FileErrors;
import org.theorder.lifeboat.repository.storage.Storage;

/** A WAL file being written under a temporary name. */
final class WalFile {
    private static final int WINDOW = 256 * 1024;

    private final Path path;
    private final RandomAccessFile file;
    private final byte[] window = new byte[WINDOW];

    private WalFile(Path path, RandomAccessFile file) {
        this.path = path;
        this.file = file;
    }

    /** Writes into a file. */
    @FunctionalInterface
    interface Writing {
        void into(WalFile file);
    }

    /** Makes the target appear whole, or not at all. PostgreSQL itself syncs what a restore_command brought. */
    static void write(Path target, Writing writing) {
        Path temporary = target.resolveSibling(target.getFileName() + ".lifeboat");
        try {
            try (RandomAccessFile file = new RandomAccessFile(temporary.toFile(), "rw")) {
                file.setLength(0);
                writing.into(new WalFile(temporary, file));
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw FileErrors.explained(ErrorCode.INTERNAL, "writing " + target, e);
        } finally {
            deleteQuietly(temporary);
        }
    }

    private static void deleteQuietly(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            // the next attempt truncates it; what matters was said already
        }
    }

    /** Appends bytes as they are. */
    void put(byte[] bytes) {
        put(bytes, bytes.length);
    }

    /** Lays the decompressed content of an object down at an offset; it must have exactly this length. */
    void put(Storage region, String key, Identities identities, long offset, long length) {
        String named = key + " in region " + region.region();
        long copied = 0;
        seek(offset);
        try (InputStream in = StoredWal.open(region, key, identities, length)) {
            for (int count = in.read(window); count >= 0; count = in.read(window)) {
                put(window, count);
                copied += count;
            }
        } catch (IOException e) {
            throw Zstd.unreadable(named, e);
        }
        if (copied != length) {
            throw new LifeboatException(
                    ErrorCode.CORRUPT, named + " holds " + copied + " bytes of WAL instead of " + length);
        }
    }

    /** Fills up with zeros. */
    void pad(long length) {
        try {
            file.setLength(length);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private void seek(long offset) {
        try {
            file.seek(offset);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private void put(byte[] bytes, int count) {
        try {
            file.write(bytes, 0, count);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private LifeboatException failed(IOException e) {
        return FileErrors.explained(ErrorCode.INTERNAL, "writing " + path, e);
    }
}
