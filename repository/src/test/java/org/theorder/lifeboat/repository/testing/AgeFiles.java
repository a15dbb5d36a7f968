package org.theorder.lifeboat.repository.testing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.theorder.lifeboat.repository.compression.BufferChain;
import org.theorder.lifeboat.repository.compression.FrameTarget;
import org.theorder.lifeboat.repository.encryption.AgeInputStream;
import org.theorder.lifeboat.repository.encryption.AgeTarget;
import org.theorder.lifeboat.repository.encryption.Encryption;
import org.theorder.lifeboat.repository.encryption.Identities;

/** Whole age files in memory. */
public final class AgeFiles {
    private AgeFiles() {}

    public static byte[] encrypt(byte[] plain, Encryption encryption) {
        FrameTarget target = AgeTarget.wrap(
                new BufferChain(() -> ByteBuffer.allocate(10_000), bytes -> {}), encryption, Optional.empty());
        for (int position = 0; position < plain.length; ) {
            ByteBuffer window = target.writable();
            int count = Math.min(window.remaining(), Math.min(plain.length - position, 7_777));
            window.put(plain, position, count);
            position += count;
        }
        try {
            return target.finish().open().readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static byte[] decrypt(byte[] file, Identities identities) throws IOException {
        try (AgeInputStream plain = AgeInputStream.open(new ByteArrayInputStream(file), identities, "the file")) {
            return plain.readAllBytes();
        }
    }
}
