package org.theorder.lifeboat.restore.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * A directory with a short path (a socket's path ends at 107 bytes) that only our user may enter, with the access rules of the
 * isolated server beside its socket.
 */
record SocketDirectory(Path path) implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SocketDirectory.class);
    private static final int LONGEST = 107 - "/.s.PGSQL.5432.lock".length();

    /** Fifth line of postmaster.pid (PostgreSQL {@code src/include/utils/pidfile.h}). */
    private static final int SOCKET_LINE = 4;

    private static final Pattern OURS = Pattern.compile("/.*/lifeboat-[0-9]+");

    static SocketDirectory create() {
        try {
            Path path = Files.createTempDirectory(
                    "lifeboat-", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            SocketDirectory directory = new SocketDirectory(path);
            if (path.toString().length() > LONGEST) {
                directory.close();
                throw new LifeboatException(
                        ErrorCode.CONFIGURATION_INVALID,
                        "java.io.tmpdir is too long for a Unix socket: " + path + "; set -Djava.io.tmpdir=/tmp");
            }
            Files.writeString(directory.accessRules(), "# nobody else can enter this directory\nlocal all all trust\n");
            return directory;
        } catch (IOException e) {
            throw new LifeboatException(ErrorCode.NO_SPACE, "no private directory for a socket can be made: " + e, e);
        }
    }

    /** The one that a server of this directory used, by its postmaster.pid; empty if there is none of ours. */
    static Optional<SocketDirectory> of(Path dataDirectory) {
        try (Stream<String> lines = Files.lines(dataDirectory.resolve("postmaster.pid"))) {
            return lines.skip(SOCKET_LINE)
                    .limit(1)
                    .filter(SocketDirectory::isOurs)
                    .map(Path::of)
                    .filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                    .map(SocketDirectory::new)
                    .findFirst();
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty();
        }
    }

    /** Whether this is what the directory of an isolated server is called, be it there or not. */
    static boolean isOurs(String path) {
        return OURS.matcher(path).matches();
    }

    Path accessRules() {
        return path.resolve("pg_hba.conf");
    }

    @Override
    public void close() {
        try (Stream<Path> files = Files.list(path)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(path);
        } catch (IOException e) {
            LOG.debug("A socket directory could not be removed: {}", e.toString());
        }
    }
}
