package org.theorder.lifeboat.notifier.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.notifier.page.Document;

class StaticFilesTest {
    @TempDir
    Path folder;

    @Test
    void everyDocumentLiesWhereAWebServerLooksForIt() throws Exception {
        int written = new StaticFiles(folder)
                .write(Map.of(
                        "/", text("front"),
                        "/history", text("history"),
                        "/incidents/i-1", text("incident"),
                        "/feed.json", text("feed"),
                        "/api/v2/incidents/unresolved.json", text("api")));

        assertThat(written).isEqualTo(5);
        assertThat(files())
                .containsExactly(
                        "api/v2/incidents/unresolved.json",
                        "feed.json",
                        "history/index.html",
                        "incidents/i-1/index.html",
                        "index.html");
        assertThat(folder.resolve("history/index.html")).hasContent("history");
    }

    @Test
    void whatDidNotChangeIsLeftAlone() throws Exception {
        StaticFiles files = new StaticFiles(folder);
        files.write(Map.of("/", text("one"), "/feed.json", text("feed")));
        Object feed = Files.getAttribute(folder.resolve("feed.json"), "unix:ino");
        Object front = Files.getAttribute(folder.resolve("index.html"), "unix:ino");

        assertThat(files.write(Map.of("/", text("two"), "/feed.json", text("feed"))))
                .isEqualTo(1);

        assertThat(folder.resolve("index.html")).hasContent("two");
        assertThat(Files.getAttribute(folder.resolve("feed.json"), "unix:ino")).isEqualTo(feed);
        // another file took its place at once: who was reading the old one reads it to its end
        assertThat(Files.getAttribute(folder.resolve("index.html"), "unix:ino")).isNotEqualTo(front);
    }

    @Test
    void aFileThatCannotBeWrittenLeavesTheOldPageAndIsWrittenLater() throws Exception {
        StaticFiles files = new StaticFiles(folder);
        files.write(Map.of("/", text("old")));
        Path inTheWay = Files.writeString(folder.resolve("incidents"), "no folder");

        assertThatThrownBy(() -> files.write(Map.of("/", text("new"), "/incidents/i-1", text("incident"))))
                .isInstanceOf(IOException.class);
        assertThat(folder.resolve("index.html")).hasContent("old");

        Files.delete(inTheWay);
        files.write(Map.of("/", text("new"), "/incidents/i-1", text("incident")));
        assertThat(folder.resolve("index.html")).hasContent("new");
        assertThat(files()).containsExactly("incidents/i-1/index.html", "index.html");
    }

    @Test
    void nothingIsWrittenOutsideTheFolder() {
        assertThatThrownBy(() -> new StaticFiles(folder.resolve("page")).write(Map.of("/../../secret.txt", text("x"))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("outside");
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    private static Document text(String content) {
        return Document.of(Document.TEXT, content);
    }
}
