package org.theorder.lifeboat.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.local.suite.Home;

/** Where other systems' programs are: in a folder that somebody names, else on the PATH. */
final class Programs {
    private static final List<String> DEBIAN_SERVERS =
            List.of("/usr/lib/postgresql/18/bin", "/usr/lib/postgresql/17/bin", "/usr/lib/postgresql/15/bin");

    private final List<Path> folders;

    Programs(Home home, Path project, @Nullable Path peers) {
        Stream<Path> named = peers == null
                ? Stream.of()
                : Stream.of(wrapped(home, project, peers.toAbsolutePath().normalize()));
        Stream<Path> path = Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .filter(each -> !each.isEmpty())
                .map(Path::of);
        folders = Stream.of(named, path, DEBIAN_SERVERS.stream().map(Path::of))
                .flatMap(each -> each)
                .toList();
    }

    /** A folder of another distribution: its programs run with its own libraries. */
    private static Path wrapped(Home home, Path project, Path peers) {
        if (Files.isDirectory(peers.resolve("bin")) && !Files.isDirectory(peers.resolve("usr"))) {
            return peers.resolve("bin");
        }
        if (!Files.isDirectory(peers.resolve("usr/bin"))) {
            throw new LifeboatException(
                    ErrorCode.REQUEST_INVALID,
                    "--peers " + peers
                            + " has no usr/bin: deploy/test-servers/postgres-tools.sh install makes such a folder");
        }
        Path bin = home.root().resolve("bin");
        Path script = project.resolve("deploy/test-servers/postgres-tools.sh");
        try {
            Files.createDirectories(home.root());
            Process process = new ProcessBuilder(script.toString(), "wrap", peers.toString(), bin.toString())
                    .inheritIO()
                    .start();
            if (process.waitFor() != 0) {
                throw new LifeboatException(ErrorCode.INTERNAL, script + " wrap " + peers + " failed, see above");
            }
            return bin;
        } catch (IOException e) {
            throw new LifeboatException(ErrorCode.INTERNAL, script + " cannot be run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LifeboatException(ErrorCode.INTERNAL, "interrupted", e);
        }
    }

    Optional<Path> find(String name) {
        return folders.stream()
                .map(folder -> folder.resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
