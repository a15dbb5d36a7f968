package org.theorder.lifeboat.repository.backup;

import java.util.List;
import java.util.regex.Pattern;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.events.Lsn;

/**
 * What a commit marker says about the WAL that was sealed with the backup; the seal itself is {@code wal_seal.json.zst}.
 *
 * @param stretches in the order of replay; the next seal begins where the last of them ends
 * @param objects how many WAL objects
 * @param storedBytes what they take in one region
 * @param sealBytes size of the seal before compression
 * @param sealSha256 of the stored bytes of the seal, hexadecimal
 */
public record SealedWal(List<Stretch> stretches, long objects, long storedBytes, long sealBytes, String sealSha256) {
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    /**
     * WAL of one timeline.
     *
     * @param timeline unsigned
     * @param from the first byte
     * @param to the first byte that does not belong to it any more
     */
    public record Stretch(int timeline, Lsn from, Lsn to) {
        /** @throws LifeboatException CORRUPT if it is empty */
        public Stretch {
            if (timeline == 0 || !from.isBefore(to)) {
                throw new LifeboatException(ErrorCode.CORRUPT, "a stretch of WAL is empty");
            }
        }
    }

    /** @throws LifeboatException CORRUPT if it is malformed */
    public SealedWal {
        stretches = List.copyOf(stretches);
        if (stretches.isEmpty()
                || objects < 1
                || storedBytes < 1
                || sealBytes < 1
                || !SHA256.matcher(sealSha256).matches()) {
            throw new LifeboatException(ErrorCode.CORRUPT, "what the marker says about sealed WAL is malformed");
        }
    }

    /** Up to where WAL is sealed, on the last timeline. */
    public Stretch last() {
        return stretches.getLast();
    }
}
