package org.theorder.lifeboat.servers.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.servers.FreePorts;

/** A server that a script of {@code deploy/test-servers} installed into a cache folder, started once per JVM. */
final class InstalledServer {
    private static final String PREFIX = "lifeboat.test-servers.";

    private final String name;
    private final String marker;

    /**
     * @param name of the script
     * @param marker the file that the script makes when all is installed, below {@code test-servers} of the cache
     */
    InstalledServer(String name, String marker) {
        this.name = name;
        this.marker = marker;
    }

    /** Where it answers, as the script says; empty if it is not installed. The first call starts it. */
    Optional<String> running() {
        // Quarkus loads this class once per application: what is shared lives in the system properties
        synchronized (System.getProperties()) {
            String known = System.getProperty(PREFIX + name);
            if (known != null) {
                return Optional.of(known);
            }
            Optional<String> started = cache().flatMap(cache -> script(name).map(script -> start(script, cache)));
            started.ifPresent(endpoint -> System.setProperty(PREFIX + name, endpoint));
            return started;
        }
    }

    private String start(Path script, Path cache) {
        Path state = temporaryFolder();
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            run(
                                    script,
                                    cache,
                                    List.of("stop", state.resolve("server").toString()));
                            delete(state);
                        },
                        "end-" + name));
        String port = String.valueOf(FreePorts.next());
        return run(script, cache, List.of("start", state.resolve("server").toString(), port));
    }

    private String run(Path script, Path cache, List<String> arguments) {
        List<String> command =
                Stream.concat(Stream.of(script.toString()), arguments.stream()).toList();
        try {
            Path output = Files.createTempFile("lifeboat-" + name, ".out");
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
            builder.environment().put("LIFEBOAT_CACHE", cache.toString());
            builder.environment()
                    .put(
                            "LIFEBOAT_OWNER",
                            String.valueOf(ProcessHandle.current().pid()));
            Process process = builder.start();
            boolean ended = process.waitFor(120, TimeUnit.SECONDS);
            String said = Files.readString(output, StandardCharsets.UTF_8).strip();
            Files.delete(output);
            if (!ended || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new LifeboatException(
                        ErrorCode.INTERNAL, String.join(" ", command) + " failed: " + (ended ? said : "it hangs"));
            }
            return said.lines().reduce("", (first, second) -> second);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LifeboatException(ErrorCode.INTERNAL, name + " was not awaited", e);
        }
    }

    /** The cache of {@code ./lifeboat test}, or the one in the home directory: whichever has it. */
    private Optional<Path> cache() {
        return Stream.of(
                        Optional.ofNullable(System.getProperty("lifeboat.cache")),
                        Optional.ofNullable(System.getenv("LIFEBOAT_CACHE")),
                        Optional.of(System.getProperty("user.home") + "/.cache/lifeboat"))
                .flatMap(Optional::stream)
                .map(folder -> Path.of(folder).toAbsolutePath())
                .filter(folder -> Files.exists(folder.resolve("test-servers").resolve(marker)))
                .findFirst();
    }

    /** A script of {@code deploy/test-servers}. Tests run in a module's folder, somewhere below the project. */
    static Optional<Path> script(String name) {
        Predicate<Path> isThere = folder ->
                Files.isExecutable(folder.resolve("deploy/test-servers").resolve(name));
        return Stream.<Path>iterate(Path.of("").toAbsolutePath(), folder -> folder != null, Path::getParent)
                .filter(isThere)
                .map(folder -> folder.resolve("deploy/test-servers").resolve(name))
                .findFirst();
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("lifeboat-server-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            // the server still writes its last lines: what is left lies in the temporary folder
        }
    }
}
