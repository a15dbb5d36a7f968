package org.theorder.lifeboat.restore.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** What there is in a repository, by the path. Histories of timelines are missing here: the shop has only one. */
public enum ObjectKind {
    REGION("lifeboat\\.json"),
    REGISTRATION(".*/cluster\\.json"),
    MARKER(".*/backup\\.json"),
    INDEX(".*/index\\.json\\.zst"),
    MANIFEST(".*/backup_manifest\\.zst"),
    PART(".*/parts/.*\\.tar\\.zst"),
    SEAL(".*/wal_seal\\.json\\.zst"),
    SEGMENT(".*/wal/[0-9A-F]{8}/[0-9A-F]{24}\\.zst"),
    SLICE(".*/wal/[0-9A-F]{8}/partial/.*");

    private final String path;

    ObjectKind(String path) {
        this.path = path;
    }

    /** Seals are for those who verify what is stored. */
    public boolean isNeededByARestore() {
        return this != SEAL;
    }

    /** The newest of the kind in a region's folder. */
    public Path newest(Path region) throws IOException {
        try (Stream<Path> files = Files.walk(region)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> region.relativize(file).toString().matches(path))
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
        }
    }
}
