package org.theorder.lifeboat.repository.storage;

import java.nio.file.OpenOption;
import java.util.Optional;
import java.util.stream.Stream;

/** What writing past the page cache (O_DIRECT, open(2)) needs: positions, lengths and addresses at page boundaries. */
public final class Uncached {
    /** What positions, lengths and buffers are aligned to; a multiple of the blocks of the usual file systems. */
    public static final int ALIGNMENT = 4096;

    /**
     * Opens a file for it; empty if this Java cannot. A file system that does not take part refuses to open, or to write.
     * Exported for everybody by jdk.unsupported; by name, as javac cannot be told that we know.
     */
    public static final Optional<OpenOption> OPTION = extendedOption("DIRECT");

    private Uncached() {}

    private static Optional<OpenOption> extendedOption(String name) {
        try {
            return Stream.of(
                            Class.forName("com.sun.nio.file.ExtendedOpenOption").getEnumConstants())
                    .map(OpenOption.class::cast)
                    .filter(option -> option.toString().equals(name))
                    .findAny();
        } catch (ClassNotFoundException e) {
            return Optional.empty();
        }
    }
}
