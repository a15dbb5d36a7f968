package org.theorder.lifeboat.repository.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The shell commands of docs/repository-format.md, taken from the page itself: every block between {@code ```sh} and
 * {@code ```} whose first line is {@code # lifeboat:<name>}.
 */
public final class DocumentedCommands {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh\n# lifeboat:([a-z-]+)\n(.*?)^```$");

    private final Path page;

    /** @param page the Markdown file */
    public DocumentedCommands(Path page) {
        this.page = page;
    }

    /** The page in this checkout, found from a module's directory. */
    public static DocumentedCommands ofRepositoryFormat() {
        return new DocumentedCommands(Path.of("..", "docs", "repository-format.md"));
    }

    /** The commands of one block. */
    public String block(String name) {
        try {
            Matcher matcher = BLOCK.matcher(Files.readString(page));
            while (matcher.find()) {
                if (matcher.group(1).equals(name)) {
                    return matcher.group(2);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new IllegalArgumentException(page + " has no block lifeboat:" + name);
    }

    /** What a block did. */
    public record Outcome(int exit, String output) {}

    /** Runs a block in a fresh {@code sh} with these variables. */
    public Outcome run(String name, Map<String, String> variables) {
        return run(variables, "sh", "-c", block(name));
    }

    /** Runs any command with these variables. */
    public static Outcome run(Map<String, String> variables, String... command) {
        try {
            Path output = Files.createTempFile("documented-commands", ".log");
            try {
                ProcessBuilder builder =
                        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
                builder.environment().putAll(variables);
                Process process = builder.start();
                if (!process.waitFor(5, TimeUnit.MINUTES)) {
                    process.destroyForcibly();
                    throw new IllegalStateException("it does not end: " + Files.readString(output));
                }
                return new Outcome(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
