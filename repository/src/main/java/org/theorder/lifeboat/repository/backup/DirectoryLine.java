package org.theorder.lifeboat.repository.backup;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.repository.layout.DataPath;

/** A directory as the index writes it; fields as in {@link FileLine}. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record DirectoryLine(
        String archive, @Nullable String path, @Nullable String encodedPath, String mode, Instant modifiedAt) {
    static DirectoryLine of(IndexedDirectory directory) {
        boolean raw = DataPath.isRaw(directory.path());
        return new DirectoryLine(
                directory.archive(),
                raw ? null : directory.path(),
                raw ? DataPath.hex(directory.path()) : null,
                FileLine.modeText(directory.mode()),
                directory.modifiedAt());
    }

    IndexedDirectory directory() {
        return new IndexedDirectory(
                FileLine.present(archive),
                FileLine.path(path, encodedPath),
                FileLine.mode(FileLine.present(mode)),
                FileLine.present(modifiedAt));
    }
}
