package org.theorder.lifeboat.restore.place;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.RestoreId;
import org.theorder.lifeboat.repository.json.RepositoryJson;
import org.theorder.lifeboat.repository.storage.FileErrors;

/**
 * Says whose a target directory is. Lies beside it as {@code <directory>.lifeboat-restore.json} as long as a restore is not
 * settled, and inside it as {@code lifeboat-restore.json} afterwards.
 *
 * @param own directories that were empty and are the restore's to empty again; none if it goes over a cluster
 * @param evidence the outcome as JSON once there is one, so that a restart tells it and does nothing again; null before
 */
record Marker(
        RestoreId restore,
        ClusterName cluster,
        State state,
        List<Path> own,
        Instant at,
        String note,
        @Nullable String evidence) {
    static final String FILE = "lifeboat-restore.json";

    Marker {
        own = List.copyOf(own);
    }

    /** How far a target is. */
    enum State {
        /** Half made; its restore wipes it and begins again. */
        RESTORING,
        /** A verified database; must never be wiped again. */
        VERIFIED,
        /** A restore failed; PostgreSQL cannot start from it. */
        UNUSABLE
    }

    static Path beside(Path directory) {
        return directory.resolveSibling(directory.getFileName() + "." + FILE);
    }

    /** Empty if there is none. */
    static Optional<Marker> read(Path file) {
        try {
            return Optional.of(RepositoryJson.read(Marker.class, Files.readAllBytes(file), file.toString()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw FileErrors.explained("reading " + file, e);
        }
    }

    /** Whether a restore to there would empty what this one has written, and nothing of what this one has kept. */
    boolean fits(Destination destination) {
        return own.isEmpty() ? destination.over() : destination.own().containsAll(own);
    }
}
