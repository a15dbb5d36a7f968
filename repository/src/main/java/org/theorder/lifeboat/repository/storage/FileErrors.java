package org.theorder.lifeboat.repository.storage;

import java.io.IOException;
import java.nio.file.FileSystemException;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** What an {@link IOException} of a file system means to the one who reads the message. */
public final class FileErrors {
    private FileErrors() {}

    /**
     * NO_SPACE if the disk or the quota is full, otherwise STORE_UNREACHABLE.
     *
     * @param doing what was tried, for example {@code writing base/1/1259}
     */
    public static LifeboatException explained(String doing, IOException e) {
        return explained(ErrorCode.STORE_UNREACHABLE, doing, e);
    }

    /** Like {@link #explained(String, IOException)} with another code for what is not about space. */
    public static LifeboatException explained(ErrorCode otherwise, String doing, IOException e) {
        if (isNoSpace(e)) {
            return new LifeboatException(
                    ErrorCode.NO_SPACE, doing + " failed: the disk or the quota is full; make room, then try again", e);
        }
        return new LifeboatException(otherwise, doing + " failed: " + reason(e), e);
    }

    /** Java knows errno only as text; glibc's English text, because the JDK asks in the C locale. */
    static boolean isNoSpace(IOException e) {
        String text = String.valueOf(e.getMessage());
        return text.contains("No space left on device") || text.contains("Disk quota exceeded");
    }

    private static String reason(IOException e) {
        String kind = e.getClass().getSimpleName().replace("Exception", "");
        if (e instanceof FileSystemException fileSystem && fileSystem.getReason() == null) {
            return kind + " " + fileSystem.getFile();
        }
        return e.getMessage() == null ? kind : e.getMessage();
    }
}
