package org.theorder.lifeboat.repository.manifest;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.layout.SystemIdentifier;

/**
 * {@code global/pg_control}, as far as a backup must know it. Source: PostgreSQL
 * {@code src/include/catalog/pg_control.h}, ControlFileData.
 *
 * @param systemIdentifier its first field
 * @param version pg_control_version, for example 1300 or 1800
 */
public record ControlFile(SystemIdentifier systemIdentifier, int version) {
    public static final String PATH = "global/pg_control";

    /** PG_CONTROL_FILE_SIZE. */
    public static final int BYTES = 8192;

    /** ControlFileData fits into one sector of 512 bytes so that it is written atomically. */
    private static final int LARGEST_DATA = 512;

    private static final int SMALLEST_DATA = 200;

    /**
     * Checks the CRC. It stands right behind the fields, at an offset that grew with the versions, so every offset is
     * tried; that one of some 80 matches by chance has a probability of 1 in 50 million.
     *
     * @throws LifeboatException CORRUPT if it matches nowhere: torn or damaged
     */
    public static ControlFile check(byte[] bytes) {
        ByteBuffer data = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.length == BYTES) {
            CRC32C crc = new CRC32C();
            crc.update(bytes, 0, SMALLEST_DATA);
            for (int offset = SMALLEST_DATA; offset < LARGEST_DATA; offset += Integer.BYTES) {
                if (data.getInt(offset) == (int) crc.getValue()) {
                    return new ControlFile(new SystemIdentifier(data.getLong(0)), data.getInt(8));
                }
                crc.update(bytes, offset, Integer.BYTES);
            }
        }
        throw new LifeboatException(
                ErrorCode.CORRUPT, PATH + " does not match its CRC: it is torn or damaged; take the backup again");
    }
}
