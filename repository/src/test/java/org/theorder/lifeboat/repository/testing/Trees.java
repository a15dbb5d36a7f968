package org.theorder.lifeboat.repository.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** Compares directories with what they should hold. */
public final class Trees {
    private Trees() {}

    /** Exactly these regular files, with exactly this content. */
    public static void assertHolds(Path directory, Map<String, byte[]> expected) throws IOException {
        try (Stream<Path> found = Files.walk(directory).filter(Files::isRegularFile)) {
            assertThat(found.map(path -> directory.relativize(path).toString()))
                    .containsExactlyInAnyOrderElementsOf(expected.keySet());
        }
        for (Map.Entry<String, byte[]> file : expected.entrySet()) {
            assertThat(Files.readAllBytes(directory.resolve(file.getKey())))
                    .as(file.getKey())
                    .isEqualTo(file.getValue());
        }
    }
}
