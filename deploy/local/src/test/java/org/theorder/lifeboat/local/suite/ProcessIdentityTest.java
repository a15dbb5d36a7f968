package org.theorder.lifeboat.local.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProcessIdentityTest {
    @Test
    void thisProcessIsAlive() {
        assertThat(ProcessIdentity.current().isAlive()).isTrue();
    }

    @Test
    void anotherProcessWithTheSameNumberIsNotTheOneThatWasMeant() {
        ProcessIdentity earlier = new ProcessIdentity(ProcessHandle.current().pid(), 1);
        assertThat(earlier.isAlive()).isFalse();
        earlier.end(Duration.ofSeconds(1));
        earlier.kill();
        assertThat(ProcessHandle.current().isAlive()).isTrue();
    }

    @Test
    void processThatHasEndedIsNotAlive() throws IOException {
        Process sleeper = new ProcessBuilder("sleep", "60").start();
        ProcessIdentity identity = ProcessIdentity.of(sleeper.pid());
        assertThat(identity.isAlive()).isTrue();

        identity.end(Duration.ofSeconds(5));
        assertThat(identity.isAlive()).isFalse();
    }
}
