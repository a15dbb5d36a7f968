package org.theorder.lifeboat.restore.place;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.theorder.lifeboat.repository.restore.RestoreTarget;
import org.theorder.lifeboat.repository.storage.FileErrors;

/**
 * A target that failed. Without {@code PG_VERSION} neither postgres nor pg_ctl takes it for a data directory, and without
 * {@code pg_control} no server starts even if somebody puts the first one back. Both are renamed, not deleted, and {@code
 * UNUSABLE} says why.
 */
final class Unusable {
    private Unusable() {}

    static void make(Path dataDirectory, String why) {
        make(dataDirectory, why, "");
    }

    /** One that is complete and recovered; the note also says how it becomes a database again without another copy. */
    static void makeRecovered(Path dataDirectory, String why) {
        make(dataDirectory, why, """

                All of it is here, and PostgreSQL has recovered it; only checks failed. Whoever accepts what they found makes it
                a database again, without another copy:

                cd '%s' && mv PG_VERSION%2$s PG_VERSION && mv global/pg_control%2$s global/pg_control && rm %3$s
                """.formatted(dataDirectory, RestoreTarget.ASIDE, RestoreTarget.NOTE));
    }

    private static void make(Path dataDirectory, String why, String remedy) {
        if (!Files.isDirectory(dataDirectory)) {
            return;
        }
        setAside(dataDirectory);
        Trees.writeDurably(
                dataDirectory.resolve(RestoreTarget.NOTE),
                ("This is not a database: " + why + "\nRestore again, into another directory or over this one.\n"
                                + remedy)
                        .getBytes(StandardCharsets.UTF_8));
    }

    /** Nothing starts from it any more; takes no space, so that it is done on a full disk, too. */
    static void setAside(Path dataDirectory) {
        try {
            for (Path file : List.of(dataDirectory.resolve("PG_VERSION"), dataDirectory.resolve("global/pg_control"))) {
                if (Files.exists(file)) {
                    Files.move(file, aside(file), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        } catch (IOException e) {
            throw FileErrors.explained("marking " + dataDirectory + " as unusable", e);
        }
    }

    /** What a file is called then. */
    static Path aside(Path file) {
        return file.resolveSibling(file.getFileName() + RestoreTarget.ASIDE);
    }
}
