package org.theorder.lifeboat.repository.restore;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.backup.IndexedFile;
import org.theorder.lifeboat.repository.manifest.ChecksumAlgorithm;
import org.theorder.lifeboat.repository.manifest.Crc32cJoin;
import org.theorder.lifeboat.repository.manifest.FileChecksum;
import org.theorder.lifeboat.repository.manifest.ManifestFile;

/**
 * Compares a file with its checksum in the manifest when its last piece has passed. Pieces with CRC-32C may pass in any
 * order and in parallel; with SHA-2 only in order, by one thread.
 */
final class FileCheck {
    private final ExpectedFile file;
    private final ChecksumAlgorithm algorithm;
    private final AtomicInteger piecesLeft;
    private final int[] pieceCrcs;
    private final @Nullable FileChecksum running;

    FileCheck(ExpectedFile file) {
        this.file = file;
        ManifestFile listed = file.manifest();
        this.algorithm = listed == null ? ChecksumAlgorithm.NONE : listed.algorithm();
        int pieces = file.indexed().segments().size();
        this.piecesLeft = new AtomicInteger(pieces);
        boolean joins = algorithm == ChecksumAlgorithm.CRC32C;
        this.pieceCrcs = new int[joins ? pieces : 0];
        this.running = joins ? null : algorithm.start();
    }

    ExpectedFile file() {
        return file;
    }

    /** What the bytes of a piece are to pass through. */
    FileChecksum beginPiece() {
        return running == null ? new FileChecksum.Crc(new CRC32C()) : running;
    }

    /**
     * All bytes of a piece have passed.
     *
     * @throws LifeboatException CORRUPT if it was the last piece and the file does not match the manifest
     */
    void endPiece(int number, FileChecksum checksum) {
        if (checksum instanceof FileChecksum.Crc crc) {
            pieceCrcs[number] = (int) crc.crc().getValue();
        }
        if (piecesLeft.decrementAndGet() == 0) {
            check();
        }
    }

    /** @throws LifeboatException CORRUPT if the file does not match the manifest */
    void check() {
        ManifestFile listed = file.manifest();
        String actual = running == null ? FileChecksum.Crc.text(joined()) : running.finish();
        if (listed != null && !actual.equals(listed.checksum())) {
            throw new LifeboatException(
                    ErrorCode.CORRUPT,
                    listed.path().replaceAll("\\p{Cntrl}", "?")
                            + " does not match its checksum in PostgreSQL's manifest");
        }
    }

    private int joined() {
        int crc = 0;
        for (int number = 0; number < pieceCrcs.length; number++) {
            IndexedFile.Segment segment = file.indexed().segments().get(number);
            crc = number == 0 ? pieceCrcs[0] : Crc32cJoin.join(crc, pieceCrcs[number], segment.length());
        }
        return crc;
    }
}
