package org.theorder.lifeboat.servers.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

class RequiredServersTest {
    private static final String SWITCH = "lifeboat.servers.required";

    private @Nullable String before;

    @BeforeEach
    void remember() {
        before = System.getProperty(SWITCH);
    }

    @AfterEach
    void restore() {
        if (before == null) {
            System.clearProperty(SWITCH);
        } else {
            System.setProperty(SWITCH, before);
        }
    }

    @Test
    void whatIsThereIsGiven() {
        assertThat(RequiredServers.orSkip(Optional.of("there"), "a thing", "get it"))
                .isEqualTo("there");
    }

    @Test
    void whatIsMissingIsAFailureWhereItIsRequired() {
        System.setProperty(SWITCH, "true");
        assertThatThrownBy(() -> RequiredServers.orSkip(false, "a thing", "run get-it"))
                .isInstanceOf(AssertionFailedError.class)
                .hasMessageContaining("a thing is not on this machine: run get-it");
    }

    @Test
    void whatIsMissingSkipsTheTestOtherwise() {
        System.setProperty(SWITCH, "false");
        assertThatThrownBy(() -> RequiredServers.orSkip(Optional.empty(), "a thing", "run get-it"))
                .isInstanceOf(TestAbortedException.class)
                .hasMessageContaining("run get-it");
    }
}
