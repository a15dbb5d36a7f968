package org.theorder.lifeboat.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Compares with files in src/test/resources/golden; {@code -Dgolden.update} writes them anew, to be looked at in the diff. */
public final class Golden {
    private static final Path FOLDER = Path.of("src/test/resources/golden");

    private Golden() {}

    public static void check(String name, byte[] actual) {
        Path file = FOLDER.resolve(name);
        try {
            if (Boolean.getBoolean("golden.update")) {
                Files.createDirectories(FOLDER);
                Files.write(file, actual);
            }
            assertThat(new String(actual, java.nio.charset.StandardCharsets.UTF_8))
                    .as("differs from %s; run with -Dgolden.update=true if that is intended", file)
                    .isEqualTo(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
