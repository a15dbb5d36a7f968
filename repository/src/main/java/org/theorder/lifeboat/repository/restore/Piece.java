package org.theorder.lifeboat.repository.restore;

import org.theorder.lifeboat.repository.backup.IndexedFile;

/** A segment of a file, as it lies in a part, and what becomes of it. */
record Piece(FileCheck check, int number, FileTarget target) {
    IndexedFile.Segment segment() {
        return check.file().indexed().segments().get(number);
    }

    /** Where it ends in the part. */
    long end() {
        return segment().offset() + segment().length();
    }

    FileWriter begin() {
        return target.begin(number);
    }

    boolean isNeeded() {
        return target.needs(number);
    }

    void passOver() {
        target.passOver(number);
    }
}
