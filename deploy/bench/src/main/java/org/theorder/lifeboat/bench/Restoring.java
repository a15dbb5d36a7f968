package org.theorder.lifeboat.bench;

import java.nio.file.Path;

/** A backup system whose restores are measured. */
interface Restoring {
    String name();

    /** Takes a full backup; not measured. */
    void full();

    /** Takes an incremental on the newest backup; not measured. */
    void incremental();

    /** Restores the files of the newest backup into a directory that is not there. */
    Child.Cost restore(Path target);
}
