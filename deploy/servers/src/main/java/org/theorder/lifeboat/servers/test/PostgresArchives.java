package org.theorder.lifeboat.servers.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Servers of other major versions, 15 to 17: the jars that the build of a module has put aside for its integration tests. */
public final class PostgresArchives {
    private PostgresArchives() {}

    /** @return the jar, for {@code PostgresOptions.withArchive} and {@code PostgresBinaries.unpackedFrom} */
    public static Path of(int majorVersion) {
        Path archives = Path.of(System.getProperty("lifeboat.postgres.archives", "target/postgres-archives"));
        try (Stream<Path> jars = Files.list(archives)) {
            return jars.filter(jar -> jar.getFileName().toString().contains("amd64-" + majorVersion + "."))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no PostgreSQL " + majorVersion + " in " + archives));
        } catch (IOException e) {
            throw new UncheckedIOException("no archives of PostgreSQL in " + archives, e);
        }
    }
}
