package org.theorder.lifeboat.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FreePortsTest {
    @Test
    void neverGivesAPortTwice() {
        assertThat(IntStream.range(0, 50).map(ignored -> FreePorts.next()).boxed())
                .doesNotHaveDuplicates();
    }

    @Test
    void noOutgoingConnectionTakesThemOnLinux() {
        assertThat(IntStream.range(0, 50).map(ignored -> FreePorts.next()).boxed())
                .allMatch(port -> port < 32_768);
    }

    @Test
    void listenedPortIsNotFree() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(FreePorts.isFree(taken.getLocalPort())).isFalse();
        }
    }
}
