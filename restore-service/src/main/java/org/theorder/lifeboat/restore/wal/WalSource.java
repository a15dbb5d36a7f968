package org.theorder.lifeboat.restore.wal;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The WAL of one restore, with exact answers: what is in it was decided before recovery began, so "absent" is knowledge and
 * never a guess. Called by several threads at a time.
 */
public interface WalSource {
    /** Whether recovery may have this file. */
    boolean has(WalFile file);

    /**
     * Writes a whole file, as PostgreSQL expects it: a segment in full length.
     *
     * @param destination a file that does not exist
     * @throws org.theorder.lifeboat.events.LifeboatException if it cannot be had from any region, which is never absence
     */
    void fetch(WalFile file, Path destination) throws InterruptedException;

    /** The segment that recovery will ask for after this one; empty after the last. */
    Optional<WalFile.Segment> after(WalFile.Segment segment);
}
