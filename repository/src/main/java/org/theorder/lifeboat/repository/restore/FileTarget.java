package org.theorder.lifeboat.repository.restore;

/** What becomes of the pieces of one stored file. Used by many threads, each with a piece of its own. */
interface FileTarget {
    /** For those who only check. */
    FileTarget NOWHERE = piece -> FileWriter.NOWHERE;

    /**
     * Takes a piece; may wait until what must come first has come.
     *
     * @param piece its number among the file's, from 0; also 0 for an empty file
     */
    FileWriter begin(int piece);

    /** Asked before the piece is read: false if newer backups have turned out to replace all of it. */
    default boolean needs(int piece) {
        return true;
    }

    /** The piece is not needed and will not come. */
    default void passOver(int piece) {}
}
