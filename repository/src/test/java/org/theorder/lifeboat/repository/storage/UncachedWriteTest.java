package org.theorder.lifeboat.repository.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.events.RegionName;

final class UncachedWriteTest {
    private static final int BUFFER = 256 * 1024;

    @TempDir
    Path directory;

    @Test
    void wholeBlocksGoPastTheCacheAndTheRestIsLeft() throws IOException {
        Content content = aligned(3 * 1024 * 1024 + 4096 + 17);
        Path file = directory.resolve("object");
        long written = UncachedWrite.beginning(file, content);
        // a file system without direct writes, such as an older tmpfs, takes nothing and leaves nothing
        if (written == 0) {
            assertThat(file).doesNotExist();
        } else {
            assertThat(written).isEqualTo(3 * 1024 * 1024 + 4096);
            assertThat(Files.readAllBytes(file))
                    .isEqualTo(content.slice(0, written).open().readAllBytes());
        }
    }

    @Test
    void smallContentAndContentOffThePagesIsLeft() throws IOException {
        Path file = directory.resolve("object");
        ByteBuffer off = ByteBuffer.allocateDirect(2 * 1024 * 1024 + 4096)
                .alignedSlice(4096)
                .position(1);
        assertThat(UncachedWrite.beginning(file, aligned(4096))).isZero();
        assertThat(UncachedWrite.beginning(file, Content.of(new byte[2 * 1024 * 1024])))
                .isZero();
        assertThat(UncachedWrite.beginning(file, Content.of(List.of(off)))).isZero();
        assertThat(file).doesNotExist();
    }

    @Test
    void anObjectOfAnyLengthIsWhole() throws IOException {
        FileStorage storage =
                FileStorage.initialize(directory.resolve("region"), new RegionName("primary"), Clock.systemUTC());
        for (int length :
                new int[] {1024 * 1024 - 1, 1024 * 1024, 1024 * 1024 + 1, 5 * BUFFER - 4096, 5 * BUFFER + 4095}) {
            Content content = aligned(length);
            storage.create("object-" + length, content);
            try (InputStream stored = storage.open("object-" + length)) {
                assertThat(content.isSameAs(stored)).isTrue();
            }
        }
    }

    private static Content aligned(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        List<ByteBuffer> buffers = new ArrayList<>();
        for (int position = 0; position < length; position += BUFFER) {
            ByteBuffer buffer =
                    ByteBuffer.allocateDirect(BUFFER + 4096).alignedSlice(4096).slice(0, BUFFER);
            buffers.add(buffer.put(bytes, position, Math.min(BUFFER, length - position))
                    .flip());
        }
        return Content.of(buffers);
    }
}
