package org.theorder.lifeboat.repository.layout;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * The path of a file below a data directory or tablespace, as text. A name on a POSIX file system is any bytes; one that
 * is not UTF-8 is kept as a NUL, which no name contains, and its bytes in hexadecimal.
 */
public final class DataPath {
    private static final int LONGEST = 2048;
    private static final char RAW = '\0';

    private DataPath() {}

    /** @throws LifeboatException CORRUPT if it leads out of its directory or is no path at all */
    public static String ofBytes(byte[] name) {
        try {
            return checked(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(name))
                    .toString());
        } catch (CharacterCodingException notUtf8) {
            checked(new String(name, StandardCharsets.ISO_8859_1));
            return RAW + HexFormat.of().formatHex(name);
        }
    }

    /** @throws LifeboatException CORRUPT if these are not the hexadecimal bytes of a path */
    public static String ofHex(String bytes) {
        if (bytes.length() > 2 * LONGEST) {
            throw refused();
        }
        try {
            return ofBytes(HexFormat.of().parseHex(bytes));
        } catch (IllegalArgumentException e) {
            throw new LifeboatException(ErrorCode.CORRUPT, "an encoded path is not hexadecimal", e);
        }
    }

    /** Whether the name is not UTF-8. */
    public static boolean isRaw(String path) {
        return path.charAt(0) == RAW;
    }

    /** The bytes of a name that is not UTF-8, in hexadecimal. */
    public static String hex(String rawPath) {
        return rawPath.substring(1);
    }

    /** The bytes of any path, in hexadecimal. */
    public static String hexOf(String path) {
        return isRaw(path) ? hex(path) : HexFormat.of().formatHex(path.getBytes(StandardCharsets.UTF_8));
    }

    /** The path as seen from further up. */
    public static String below(String directory, String path) {
        String prefix = directory + "/";
        return isRaw(path)
                ? RAW + HexFormat.of().formatHex(prefix.getBytes(StandardCharsets.UTF_8)) + hex(path)
                : prefix + path;
    }

    /** @throws LifeboatException CORRUPT if it leads out of its directory or is no path at all */
    public static String checked(String path) {
        if (path.isEmpty() || path.length() > LONGEST || path.indexOf('\0') >= 0 || path.endsWith("/")) {
            throw refused();
        }
        for (int start = 0; start < path.length(); ) {
            int slash = path.indexOf('/', start);
            int end = slash < 0 ? path.length() : slash;
            if (end == start || isDots(path, start, end)) {
                throw refused();
            }
            start = end + 1;
        }
        return path;
    }

    private static boolean isDots(String path, int start, int end) {
        return path.charAt(start) == '.' && (end - start == 1 || (end - start == 2 && path.charAt(start + 1) == '.'));
    }

    private static LifeboatException refused() {
        return new LifeboatException(
                ErrorCode.CORRUPT,
                "a path is empty, absolute, too long, or has a segment that is empty, '.' or '..': such a name is never unpacked");
    }
}
