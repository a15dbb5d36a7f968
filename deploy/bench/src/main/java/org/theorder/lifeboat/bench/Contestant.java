package org.theorder.lifeboat.bench;

/** A backup system that is measured. */
interface Contestant {
    /** What it is and into how many places it writes, for example {@code pgBackRest 2.60}. */
    String name();

    /** Takes a full backup. */
    Measurement full(int level);

    /** Takes an incremental on top of the newest backup. */
    Measurement incremental(int level);

    /** Removes what is not needed for the next incremental; not measured. */
    void tidy();
}
