package org.theorder.lifeboat.monitor.rulebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.monitor.Mappings;
import org.theorder.lifeboat.monitor.rule.RuleName;

/** A real file that is edited while the rules are in force. */
class RuleBookTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(folder.resolve("rules.yaml"), "service-down: {raise-after: 5}");
    }

    private RuleBook book() {
        return new RuleBook(Mappings.of(
                RulesConfiguration.class,
                Map.of("lifeboat.monitor.rules.file", file.toString(), "lifeboat.monitor.rules.interval", "20ms")));
    }

    private static int raiseAfter(RuleBook book) {
        return book.current().named(RuleName.SERVICE_DOWN).damping().raiseAfter();
    }

    /** As an editor or a ConfigMap does: half of a file is never seen. */
    private void change(String text) throws IOException {
        Files.move(Files.writeString(folder.resolve("rules.new"), text), file, StandardCopyOption.ATOMIC_MOVE);
    }

    @Test
    void whoeverLooksWithoutAPauseIsRefused() {
        for (String interval : new String[] {"0s", "-1s"}) {
            assertThatThrownBy(() -> new RuleBook(
                            Mappings.of(RulesConfiguration.class, Map.of("lifeboat.monitor.rules.interval", interval))))
                    .hasMessageContaining("lifeboat.monitor.rules.interval must be at least a millisecond");
        }
    }

    @Test
    void changedRulesCountAtOnceAndWrongOnesAreRefusedWhileTheOldStayInForce() throws IOException {
        RuleBook book = book();
        book.start(new StartupEvent());
        try {
            assertThat(raiseAfter(book)).isEqualTo(5);

            change("service-down: {raise-after: 7}");
            await().atMost(LIMIT).until(() -> raiseAfter(book) == 7);

            change("service-down:\n  raise-after: often");
            await().atMost(LIMIT)
                    .until(() -> book.refusal()
                            .orElse("")
                            .contains(file + ":2: a whole number from 1 is expected here, not 'often'"));
            assertThat(raiseAfter(book)).isEqualTo(7);

            Files.delete(file);
            await().atMost(LIMIT).until(() -> book.refusal().orElse("").contains("cannot be read"));
            assertThat(raiseAfter(book)).isEqualTo(7);

            change("service-down: {raise-after: 9}");
            await().atMost(LIMIT).until(() -> raiseAfter(book) == 9);
            await().atMost(LIMIT).until(() -> book.refusal().isEmpty());
        } finally {
            book.stop(new ShutdownEvent());
        }
    }

    @Test
    void aWrongFileRefusesTheStart() throws IOException {
        Files.writeString(file, "service-down: {raise-after: 0}");

        assertThatThrownBy(this::book).hasMessageContaining(file + ":1: ");
    }

    @Test
    void aFileThatIsNotThereRefusesTheStart() throws IOException {
        Files.delete(file);

        assertThatThrownBy(this::book).hasMessageContaining(file + ": cannot be read");
    }
}
