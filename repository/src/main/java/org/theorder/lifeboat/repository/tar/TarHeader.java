package org.theorder.lifeboat.repository.tar;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.layout.DataPath;

/**
 * A ustar header as PostgreSQL writes it. Source: PostgreSQL {@code src/port/tar.c}, POSIX.1-1988 ustar; numbers that do
 * not fit into octal are base-256 (GNU).
 */
final class TarHeader {
    static final int BYTES = 512;

    private static final int NAME = 0;
    private static final int NAME_BYTES = 100;
    private static final int MODE = 100;
    private static final int SIZE = 124;
    private static final int MODIFIED = 136;
    private static final int CHECKSUM = 148;
    private static final int TYPE = 156;
    private static final int LINK = 157;
    private static final int MAGIC = 257;
    private static final int PREFIX = 345;
    private static final byte[] USTAR = "ustar\00000".getBytes(StandardCharsets.US_ASCII);

    private TarHeader() {}

    static boolean isZero(byte[] block) {
        for (byte each : block) {
            if (each != 0) {
                return false;
            }
        }
        return true;
    }

    /** @throws LifeboatException CORRUPT if this is not a header that PostgreSQL writes */
    static TarEntry parse(byte[] block) {
        check(number(block, CHECKSUM, 8) == sum(block), "its checksum is wrong");
        check(Arrays.equals(block, MAGIC, MAGIC + USTAR.length, USTAR, 0, USTAR.length), "it is not ustar");
        check(block[PREFIX] == 0, "its name is longer than 100 bytes");
        TarEntry.Type type = switch (block[TYPE]) {
            case '0', 0 -> TarEntry.Type.FILE;
            case '5' -> TarEntry.Type.DIRECTORY;
            case '2' -> TarEntry.Type.SYMBOLIC_LINK;
            default -> throw refused("it is neither a file, a directory nor a symbolic link");
        };
        long size = number(block, SIZE, 12);
        check(size >= 0 && (type == TarEntry.Type.FILE || size == 0), "its size is impossible");
        return new TarEntry(
                type,
                path(block, type),
                (int) (number(block, MODE, 8) & 07777),
                modified(number(block, MODIFIED, 12)),
                size,
                type == TarEntry.Type.SYMBOLIC_LINK ? linkTarget(block) : "");
    }

    private static Instant modified(long seconds) {
        try {
            return Instant.ofEpochSecond(seconds);
        } catch (DateTimeException e) {
            throw refused("its time is impossible");
        }
    }

    /**
     * Directories and links to directories end with a slash; {@code ./pg_wal/archive_status} begins with a dot
     * (PostgreSQL {@code src/backend/backup/basebackup.c}, {@code sendDir}).
     */
    private static String path(byte[] block, TarEntry.Type type) {
        byte[] name = text(block, NAME);
        int start = name.length > 2 && name[0] == '.' && name[1] == '/' ? 2 : 0;
        int length = name.length;
        if (type != TarEntry.Type.FILE && length > 0 && name[length - 1] == '/') {
            length--;
        }
        return DataPath.ofBytes(Arrays.copyOfRange(name, start, length));
    }

    private static String linkTarget(byte[] block) {
        byte[] target = text(block, LINK);
        check(target.length > 0, "its link leads nowhere");
        return new String(target, StandardCharsets.UTF_8);
    }

    private static byte[] text(byte[] block, int offset) {
        int end = offset;
        while (end < offset + NAME_BYTES && block[end] != 0) {
            end++;
        }
        return Arrays.copyOfRange(block, offset, end);
    }

    /** Octal digits up to a blank or NUL, or base-256 when the first bit is set. */
    private static long number(byte[] block, int offset, int length) {
        if (block[offset] == (byte) 0x80) {
            return base256(block, offset, length);
        }
        long value = 0;
        int position = offset;
        while (position < offset + length && block[position] == ' ') {
            position++;
        }
        for (; position < offset + length && block[position] != 0 && block[position] != ' '; position++) {
            int digit = block[position] - '0';
            check(digit >= 0 && digit <= 7, "a number in it is not octal");
            value = value * 8 + digit;
        }
        return value;
    }

    private static long base256(byte[] block, int offset, int length) {
        long value = 0;
        for (int position = offset + 1; position < offset + length; position++) {
            check(value >>> 55 == 0, "a number in it is too large");
            value = value << 8 | Byte.toUnsignedLong(block[position]);
        }
        return value;
    }

    /** All bytes, with the checksum field read as blanks. */
    private static long sum(byte[] block) {
        long sum = 8L * ' ';
        for (int position = 0; position < BYTES; position++) {
            if (position < CHECKSUM || position >= CHECKSUM + 8) {
                sum += Byte.toUnsignedInt(block[position]);
            }
        }
        return sum;
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw refused(otherwise);
        }
    }

    private static LifeboatException refused(String reason) {
        return new LifeboatException(
                ErrorCode.CORRUPT, "the tar stream has a header that PostgreSQL does not write: " + reason);
    }
}
