package org.theorder.lifeboat.repository.compression;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.encryption.AgeException;
import org.theorder.lifeboat.repository.storage.Content;
import org.theorder.lifeboat.repository.storage.FileErrors;

/** Whole objects as zstd frames. */
public final class Zstd {
    /** Frames that need a larger window than 8 MiB are refused: no level that Lifeboat writes does. */
    static final int LARGEST_WINDOW_LOG = 23;

    private Zstd() {}

    /**
     * Compresses bytes as one frame.
     *
     * @param bytes the remaining ones; the position stays
     */
    public static Content compress(ByteBuffer bytes, int level) {
        try (FrameOutput output = new FrameOutput(level)) {
            output.write(bytes.duplicate());
            return output.finish().content();
        }
    }

    /**
     * Decompresses what a stream holds, also several frames one after another; refuses a truncated frame, a wrong content
     * checksum and more than {@code limit} bytes with an {@link IOException}.
     */
    public static InputStream decompress(InputStream stored, long limit) throws IOException {
        return new LimitedInputStream(new ZstdInputStreamNoFinalizer(stored).setLongMax(LARGEST_WINDOW_LOG), limit);
    }

    /**
     * What an error while reading a decompressed stream means: CORRUPT if the bytes are bad, STORE_UNREACHABLE if they did
     * not come.
     *
     * @param named the object and its region
     */
    public static LifeboatException unreadable(String named, IOException e) {
        return e instanceof ZstdIOException
                        || e instanceof AgeException
                        || e instanceof LimitedInputStream.ExceededException
                ? new LifeboatException(ErrorCode.CORRUPT, named + " is damaged: " + e.getMessage(), e)
                : FileErrors.explained("reading " + named, e);
    }
}
