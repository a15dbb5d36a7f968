package org.theorder.lifeboat.restore.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** What happens to a stored object. */
public enum Damage {
    /** One bit in the middle. */
    FLIPPED,
    /** The second half is lost. */
    CUT;

    public void to(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Files.delete(file);
        bytes[bytes.length / 2] ^= 0x10;
        Files.write(file, this == FLIPPED ? bytes : Arrays.copyOf(bytes, bytes.length / 2));
    }
}
