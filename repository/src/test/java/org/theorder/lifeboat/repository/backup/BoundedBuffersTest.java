package org.theorder.lifeboat.repository.backup;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

class BoundedBuffersTest {
    /** Not an Error, which would end the backup's thread and tell nobody why. */
    @Test
    void noMemoryOutsideTheHeapIsSaidWithWhatToDo() {
        BoundedBuffers buffers = new BoundedBuffers(Integer.MAX_VALUE - 8192, 100, () -> null);
        buffers.begin(0);

        assertThatExceptionOfType(LifeboatException.class)
                .isThrownBy(() -> buffers.take(0))
                .matches(e -> e.code() == ErrorCode.BUSY)
                .withMessageContaining("-XX:MaxDirectMemorySize");
    }
}
