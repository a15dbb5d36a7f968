package org.theorder.lifeboat.restore.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The shell blocks of {@code docs/repository-format.md} that begin with a marker such as {@code # lifeboat:hand-restore}, run
 * exactly as they stand there, as a user who has no powers.
 */
public final class DocumentedCommands {
    private static final Path PAGE = Path.of("../docs/repository-format.md");
    private static final Pattern BLOCK =
            Pattern.compile("^```sh\\n(# lifeboat:(hand-[a-z]+)\\n.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

    private final Map<String, String> blocks = new LinkedHashMap<>();
    private final Map<String, String> environment;

    /** @param environment what the page tells the reader to export */
    public DocumentedCommands(Map<String, String> environment) throws IOException {
        this.environment = Map.copyOf(environment);
        Matcher matcher = BLOCK.matcher(Files.readString(PAGE));
        while (matcher.find()) {
            blocks.put(matcher.group(2), matcher.group(1));
        }
    }

    /** Names in the order of the page. */
    public Iterable<String> names() {
        return blocks.keySet();
    }

    /** Runs a block and returns what it printed. */
    public String run(String name, Path folder) throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder, name, ".out");
        boolean root = "root".equals(System.getProperty("user.name"));
        ProcessBuilder builder = new ProcessBuilder(Stream.concat(
                                root ? Stream.of("unshare", "-U") : Stream.of(),
                                Stream.of("sh", "-c", blocks.get(name)))
                        .toList())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        boolean ended = process.waitFor(120, TimeUnit.SECONDS);
        String printed = Files.readString(output, StandardCharsets.UTF_8);
        if (!ended || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new AssertionError(name + " of " + PAGE + " failed:\n" + printed);
        }
        return printed;
    }
}
