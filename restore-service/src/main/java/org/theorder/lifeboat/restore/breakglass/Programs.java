package org.theorder.lifeboat.restore.breakglass;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.restore.postgres.Installation;

/** Looks for PostgreSQL's programs where packages put them. */
final class Programs {
    private Programs() {}

    /**
     * @param named the only folder that is looked into; empty for the usual ones and the PATH
     * @throws LifeboatException SERVER_UNSUITABLE saying where was looked
     */
    static Installation ofMajorVersion(int major, Optional<Path> named) {
        List<Path> folders = named.map(List::of).orElseGet(() -> usual(major));
        return folders.stream()
                .flatMap(folder -> Stream.of(folder, folder.resolve("bin")))
                .filter(folder ->
                        Files.isExecutable(folder.resolve("postgres")) && Files.isExecutable(folder.resolve("pg_ctl")))
                .map(Installation::at)
                .filter(found -> found.majorVersion() == major)
                .findFirst()
                .orElseThrow(() -> new LifeboatException(
                        ErrorCode.SERVER_UNSUITABLE,
                        "the backup is of PostgreSQL " + major
                                + ", and there is no postgres and pg_ctl of that version in " + folders
                                + ": install postgresql-" + major + ", or name the folder with --postgres"));
    }

    /** A program that belongs to an installation, or lies on the PATH. */
    static Optional<Path> find(String name, Installation installation) {
        return Stream.concat(Stream.of(installation.programs()), path())
                .map(folder -> folder.resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static List<Path> usual(int major) {
        return Stream.concat(
                        Stream.of("/usr/lib/postgresql/" + major, "/usr/pgsql-" + major, "/usr/local/pgsql")
                                .map(Path::of),
                        path())
                .toList();
    }

    private static Stream<Path> path() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .filter(folder -> !folder.isEmpty())
                .map(Path::of);
    }
}
