package org.theorder.lifeboat.repository.backup;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.layout.DataPath;

/**
 * A file as the index writes it.
 *
 * @param path null if the name is not UTF-8
 * @param encodedPath the name's bytes in hexadecimal; null if it is UTF-8
 * @param mode octal text
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record FileLine(
        String archive,
        @Nullable String path,
        @Nullable String encodedPath,
        long size,
        String mode,
        Instant modifiedAt,
        List<IndexedFile.Segment> segments) {
    static FileLine of(IndexedFile file) {
        boolean raw = DataPath.isRaw(file.path());
        return new FileLine(
                file.archive(),
                raw ? null : file.path(),
                raw ? DataPath.hex(file.path()) : null,
                file.size(),
                modeText(file.mode()),
                file.modifiedAt(),
                file.segments());
    }

    IndexedFile file(SharedValues values) {
        return new IndexedFile(
                present(archive),
                values.of(path(path, encodedPath)),
                size,
                mode(present(mode)),
                present(modifiedAt),
                present(segments));
    }

    static String path(@Nullable String path, @Nullable String encodedPath) {
        return path != null ? DataPath.checked(path) : DataPath.ofHex(present(encodedPath));
    }

    static String modeText(int mode) {
        return "%04o".formatted(mode);
    }

    static int mode(String text) {
        try {
            return Integer.parseInt(text, 8) & 07777;
        } catch (NumberFormatException e) {
            throw new LifeboatException(ErrorCode.CORRUPT, "a mode in the backup's index is not octal", e);
        }
    }

    /** JSON can leave out what Java declares. */
    static <T> T present(@Nullable T value) {
        if (value == null) {
            throw new LifeboatException(ErrorCode.CORRUPT, "an entry of the backup's index lacks a field");
        }
        return value;
    }
}
