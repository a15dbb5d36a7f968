package org.theorder.lifeboat.repository.restore;

/** Told how far a restore or a verification is; called by several threads, so it must be quick and safe. */
@FunctionalInterface
public interface ReadProgress {
    /** For those who do not look. */
    ReadProgress IGNORED = (bytesDone, bytesTotal) -> {};

    /**
     * @param bytesDone content of files that was read and checked so far
     * @param bytesTotal content of all files
     */
    void reached(long bytesDone, long bytesTotal);
}
