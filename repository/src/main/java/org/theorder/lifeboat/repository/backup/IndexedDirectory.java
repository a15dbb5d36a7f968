package org.theorder.lifeboat.repository.backup;

import java.time.Instant;
import org.theorder.lifeboat.repository.layout.DataPath;

/** A directory of a backup; fields as in {@link IndexedFile}. */
public record IndexedDirectory(String archive, String path, int mode, Instant modifiedAt) {
    public IndexedDirectory {
        if (!DataPath.isRaw(path)) {
            DataPath.checked(path);
        }
    }
}
