package org.theorder.lifeboat.restore.place;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
        try {
            setAside(dataDirectory.resolve("PG_VERSION"));
            setAside(dataDirectory.resolve("global").resolve("pg_control"));
        } catch (IOException e) {
            throw FileErrors.explained("marking " + dataDirectory + " as unusable", e);
        }
        Trees.writeDurably(
                dataDirectory.resolve(RestoreTarget.NOTE),
                ("This is not a database: " + why + "\nRestore again, into another directory or over this one.\n"
                                + remedy)
                        .getBytes(StandardCharsets.UTF_8));
    }

    private static void setAside(Path file) throws IOException {
        if (Files.exists(file)) {
            Files.move(file, aside(file), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** What a file is called then. */
    static Path aside(Path file) {
        return file.resolveSibling(file.getFileName() + RestoreTarget.ASIDE);
    }
}
