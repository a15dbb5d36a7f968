package org.theorder.lifeboat.repository.incremental;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * A file of a relation that was cut between an incremental's parent and the incremental, as the server's WAL summaries say.
 * The incremental file itself does not say it: its truncation block length is at least the length that the file had when it
 * was read, so blocks that were cut away and then added again without WAL (zeros, which a bulk load leaves behind) look
 * unchanged. Source: PostgreSQL {@code src/backend/backup/basebackup_incremental.c}, GetFileBackupMethod, as of 18.6.
 *
 * @param file {@code <tablespace>/<database>/<file name>}, for example {@code 1663/5/16384.1}
 * @param blocks from this block of the file on, only what the incremental brings is there; everything else is zeros
 */
public record Truncation(String file, int blocks) {
    private static final int DEFAULT_TABLESPACE = 1663;
    private static final int GLOBAL_TABLESPACE = 1664;
    private static final String[] FORKS = {"", "_fsm", "_vm", "_init"};

    /** @throws LifeboatException CORRUPT if there can be no such cut: nothing would be left, or more than a file has */
    public Truncation {
        requireNonNull(file, "file");
        if (blocks < 1 || blocks >= IncrementalHeader.MOST_BLOCKS) {
            throw new LifeboatException(ErrorCode.CORRUPT, "a file is said to have been cut to " + blocks + " blocks");
        }
    }

    /**
     * Of a whole relation. Its files before the one that was cut are as they were, and a file of which nothing was left is
     * never sent as an incremental one.
     *
     * @param fork as PostgreSQL numbers them: main 0, free space 1, visibility 2, initialization 3
     * @param blocks of the relation that were left
     * @return empty if the cut was between two files
     */
    public static Optional<Truncation> ofRelation(
            long tablespace, long database, long relation, int fork, long blocks) {
        long segment = blocks / IncrementalHeader.MOST_BLOCKS;
        int left = (int) (blocks % IncrementalHeader.MOST_BLOCKS);
        String name = relation + FORKS[fork] + (segment == 0 ? "" : "." + segment);
        return left == 0
                ? Optional.empty()
                : Optional.of(new Truncation(tablespace + "/" + database + "/" + name, left));
    }

    /**
     * What a file is called here.
     *
     * @param archive {@code base}, or the oid of a tablespace
     * @param path of the whole file in the archive
     */
    public static String file(String archive, String path) {
        if (path.startsWith("global/")) {
            return GLOBAL_TABLESPACE + "/0/" + path.substring("global/".length());
        }
        if (path.startsWith("base/")) {
            return DEFAULT_TABLESPACE + "/" + path.substring("base/".length());
        }
        // below the directory of the server's version
        return archive + path.substring(Math.max(0, path.indexOf('/')));
    }
}
