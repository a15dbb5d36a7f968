package org.theorder.lifeboat.local.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.local.suite.SuiteState.Condition;
import org.theorder.lifeboat.local.suite.SuiteState.Phase;
import org.theorder.lifeboat.local.suite.SuiteState.Running;

class StateFileTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    @TempDir
    Path folder;

    private Home home;
    private StateFile file;

    @BeforeEach
    void open() {
        home = new Home(folder, folder);
        file = new StateFile(home);
    }

    @Test
    void whatIsWrittenIsRead() {
        SuiteState state = new SuiteState(
                "demo",
                Phase.UP,
                null,
                new ProcessIdentity(4711, 12),
                NOON,
                Map.of(PortName.KAFKA, 9092),
                List.of(new Running("kafka", PortName.KAFKA, new ProcessIdentity(4712, 13), Condition.UP, NOON, 2)));
        file.write(state);
        assertThat(file.read()).contains(state);
    }

    @Test
    void beforeTheFirstStartThereIsNone() {
        assertThat(file.read()).isEmpty();
    }

    @Test
    void processIsRememberedOnceByItsName() {
        file.write(SuiteState.none(NOON));
        file.update(state -> state.with(running(1, Condition.STARTING)));
        file.update(state -> state.with(running(2, Condition.UP)));
        assertThat(file.read().orElseThrow().processes()).containsExactly(running(2, Condition.UP));
    }

    @Test
    void damagedFileIsToldWithWhatToDo() throws IOException {
        Files.writeString(home.state(), "{\"phase\": \"UP\", ");
        assertThatThrownBy(() -> file.read())
                .hasMessageContaining("state.json")
                .hasMessageContaining("delete the file");
    }

    private static Running running(long pid, Condition condition) {
        return new Running("kafka", PortName.KAFKA, new ProcessIdentity(pid, 1), condition, NOON, 0);
    }
}
