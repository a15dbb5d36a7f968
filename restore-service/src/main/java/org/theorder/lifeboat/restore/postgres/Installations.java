package org.theorder.lifeboat.restore.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.repository.storage.FileErrors;

/**
 * The PostgreSQL programs of this machine: a restored cluster is started with those of its own major version.
 *
 * @param all one per major version, at least one, the newest first
 */
public record Installations(List<Installation> all) {
    public Installations {
        all = all.stream()
                .sorted(Comparator.comparingInt(Installation::majorVersion).reversed())
                .toList();
    }

    /**
     * Looks into each folder and the {@code bin} below it.
     *
     * @throws LifeboatException CONFIGURATION_INVALID if programs are missing or do not run, or two folders have the same version
     */
    public static Installations at(List<Path> folders) {
        Installations found =
                new Installations(folders.stream().map(Installation::at).toList());
        long versions =
                found.all.stream().map(Installation::majorVersion).distinct().count();
        if (versions == 0 || versions < found.all.size()) {
            throw new LifeboatException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "lifeboat.postgres.binaries: one folder for each major version is needed, and there is " + found);
        }
        return found;
    }

    /** Programs that stop a server of any version: {@code pg_ctl} sends a signal to the process that postmaster.pid names. */
    public Installation newest() {
        return all.getFirst();
    }

    /**
     * The programs of a major version.
     *
     * @param what is of that version, for people
     * @throws LifeboatException SERVER_UNSUITABLE if there are none, naming those that there are
     */
    public Installation require(int majorVersion, String what) {
        return all.stream()
                .filter(each -> each.majorVersion() == majorVersion)
                .findFirst()
                .orElseThrow(() -> new LifeboatException(
                        ErrorCode.SERVER_UNSUITABLE,
                        what + " is of PostgreSQL " + majorVersion + ", and here is " + this
                                + ": add the folder with the programs of version " + majorVersion
                                + " to lifeboat.postgres.binaries"));
    }

    /**
     * The programs for a complete data directory, by its {@code PG_VERSION}.
     *
     * @throws LifeboatException SERVER_UNSUITABLE if there are none
     */
    public Installation of(Path dataDirectory) {
        Path version = dataDirectory.resolve("PG_VERSION");
        try {
            return require(Integer.parseInt(Files.readString(version).strip()), "the cluster in " + dataDirectory);
        } catch (IOException e) {
            throw FileErrors.explained("reading " + version, e);
        } catch (NumberFormatException e) {
            throw new LifeboatException(
                    ErrorCode.SERVER_UNSUITABLE, version + " has no major version in it, so nothing can start it", e);
        }
    }

    /** For people: {@code PostgreSQL 18 (/usr/lib/postgresql/18/bin), PostgreSQL 17 (…)}. */
    @Override
    public String toString() {
        return all.isEmpty()
                ? "none"
                : all.stream()
                        .map(each -> "PostgreSQL " + each.majorVersion() + " (" + each.programs() + ")")
                        .collect(Collectors.joining(", "));
    }
}
