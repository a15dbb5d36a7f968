package org.theorder.lifeboat.servers.test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs the scripts of a module's {@code src/test/resources/browser} with node and what {@code deploy/test-servers/page-clients} installed. */
public record PageClients(Path home) {
    private static final Path SCRIPTS = Path.of("src/test/resources/browser");
    private static final int MINUTES = 10;

    /** The test that asks is skipped (or fails, {@link RequiredServers}) where they are not installed. */
    public static PageClients installed() {
        Optional<Path> home = Stream.of(
                        System.getProperty("lifeboat.cache"),
                        System.getenv("LIFEBOAT_CACHE"),
                        System.getProperty("user.home") + "/.cache/lifeboat")
                .filter(Objects::nonNull)
                .map(cache -> Path.of(cache, "test-servers", "page-clients-1").toAbsolutePath())
                .filter(folder -> Files.exists(folder.resolve("installed")))
                .findFirst();
        return new PageClients(RequiredServers.orSkip(
                home, "a driver for Chromium", "deploy/test-servers/page-clients install gets it, with npm"));
    }

    /** The browser of the system. */
    public static Path chromium() {
        Optional<Path> found = Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
        return RequiredServers.orSkip(found, "Chromium", "apt-get install chromium gets it");
    }

    /** What a script prints, as JSON. */
    public JsonNode run(String script, List<String> arguments) {
        List<String> command =
                new ArrayList<>(List.of("node", SCRIPTS.resolve(script).toString(), home.toString()));
        command.addAll(arguments);
        try {
            Path said = Files.createTempFile("lifeboat-" + script, ".json");
            Path complained = Files.createTempFile("lifeboat-" + script, ".err");
            Process process = new ProcessBuilder(command)
                    .redirectOutput(said.toFile())
                    .redirectError(complained.toFile())
                    .start();
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IllegalStateException(script + " hangs");
            }
            if (process.exitValue() != 0) {
                throw new IllegalStateException(script + " failed: " + Files.readString(complained));
            }
            return new ObjectMapper().readTree(Files.readString(said));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
