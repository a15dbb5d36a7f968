package org.theorder.lifeboat.local.suite;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** {@code .lifeboat/state.json}: always whole, because it is replaced and never changed. */
public final class StateFile {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final Path file;

    public StateFile(Home home) {
        this.file = home.state();
    }

    /** The state, if the suite was ever started here. */
    public Optional<SuiteState> read() {
        try {
            return Optional.of(JSON.readValue(Files.readAllBytes(file), SuiteState.class));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new LifeboatException(
                    ErrorCode.INTERNAL,
                    file + " is not readable as the state of the suite: end its processes and delete the file",
                    e);
        }
    }

    synchronized void write(SuiteState state) {
        Path next = file.resolveSibling("state.json.next");
        try {
            Files.write(next, JSON.writeValueAsBytes(state));
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new LifeboatException(
                    ErrorCode.NO_SPACE, file + " cannot be written: " + e.getMessage() + "; is the disk full?", e);
        }
    }

    synchronized void update(UnaryOperator<SuiteState> change) {
        write(change.apply(read().orElseThrow(() -> new IllegalStateException(file + " has gone"))));
    }
}
