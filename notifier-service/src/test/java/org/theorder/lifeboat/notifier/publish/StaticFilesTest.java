package org.theorder.lifeboat.notifier.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;
import org.theorder.lifeboat.notifier.page.Document;
import org.theorder.lifeboat.repository.storage.WebFiles;

class StaticFilesTest {
    private final Recorder recorder = new Recorder();
    private final StaticFiles files = new StaticFiles(recorder);

    @Test
    void everyDocumentLiesWhereAWebServerLooksForItAndTheFrontPageComesLast() {
        write(Map.of(
                "/", text("front"),
                "/history", text("history"),
                "/incidents/i-1", text("incident"),
                "/feed.json", text("feed"),
                "/zebra.json", text("last by name"),
                "/api/v2/incidents/unresolved.json", text("api")));

        assertThat(recorder.done)
                .containsExactly(
                        "put " + StaticFiles.MANIFEST
                                + " api/v2/incidents/unresolved.json\nfeed.json\nhistory/index.html\n"
                                + "incidents/i-1/index.html\nindex.html\nzebra.json",
                        "put api/v2/incidents/unresolved.json api",
                        "put feed.json feed",
                        "put history/index.html history",
                        "put incidents/i-1/index.html incident",
                        "put zebra.json last by name",
                        "put index.html front");
        assertThat(recorder.headers)
                .allMatch(header -> header.equals(
                        Document.TEXT + " public, max-age=15, stale-while-revalidate=86400, stale-if-error=604800"));
    }

    @Test
    void whatDidNotChangeIsLeftAloneAndWhatIsGoneIsRemovedAfterTheFrontPage() {
        write(Map.of("/", text("one"), "/feed.json", text("feed"), "/incidents/withdrawn", text("work")));
        recorder.done.clear();

        write(Map.of("/", text("two"), "/feed.json", text("feed")));
        assertThat(recorder.done)
                .containsExactly(
                        "put index.html two",
                        "remove incidents/withdrawn/index.html",
                        "put " + StaticFiles.MANIFEST + " feed.json\nindex.html");

        recorder.done.clear();
        files.forget();
        write(Map.of("/", text("two"), "/feed.json", text("feed")));
        assertThat(recorder.done).containsExactly("put feed.json feed", "put index.html two");
    }

    @Test
    void whatAnotherProcessWroteIsRemovedOnceItIsNoLongerPartOfThePage() {
        write(Map.of("/", text("one"), "/incidents/withdrawn", text("work")));
        recorder.done.clear();

        new StaticFiles(recorder).write(Map.of("/", text("two")), () -> {});

        assertThat(recorder.done)
                .containsExactly(
                        "put index.html two",
                        "remove incidents/withdrawn/index.html",
                        "put " + StaticFiles.MANIFEST + " index.html");
    }

    @Test
    void aFileIsNamedBeforeItIsThereAndUntilItIsGone() {
        write(Map.of("/", text("one")));
        recorder.full = "incidents/i-1/index.html";
        assertThatThrownBy(() -> write(Map.of("/", text("one"), "/incidents/i-1", text("incident"))))
                .isInstanceOf(LifeboatException.class);

        assertThat(recorder.contents.get(StaticFiles.MANIFEST)).isEqualTo("incidents/i-1/index.html\nindex.html");
    }

    @Test
    void aFileThatCannotBeWrittenHoldsBackTheFrontPageAndIsWrittenLater() {
        write(Map.of("/", text("old")));
        recorder.done.clear();
        recorder.full = "incidents/i-1/index.html";

        assertThatThrownBy(() -> write(Map.of("/", text("new"), "/incidents/i-1", text("incident"))))
                .isInstanceOf(LifeboatException.class);
        assertThat(recorder.done)
                .containsExactly("put " + StaticFiles.MANIFEST + " incidents/i-1/index.html\nindex.html");

        recorder.done.clear();
        recorder.full = "";
        write(Map.of("/", text("new"), "/incidents/i-1", text("incident")));
        assertThat(recorder.done).containsExactly("put incidents/i-1/index.html incident", "put index.html new");
    }

    @Test
    void whoLostTheRightWritesNothingMore() {
        assertThatThrownBy(() -> files.write(Map.of("/", text("zombie")), () -> {
                    throw new LifeboatException(ErrorCode.LEASE_LOST, "passed on");
                }))
                .hasMessage("passed on");
        assertThat(recorder.done).isEmpty();
    }

    private void write(Map<String, Document> documents) {
        files.write(documents, () -> {});
    }

    private static Document text(String content) {
        return Document.of(Document.TEXT, content);
    }

    /** Remembers what was done; one file of it cannot be written. */
    private static final class Recorder implements WebFiles {
        private final List<String> done = new ArrayList<>();
        private final List<String> headers = new ArrayList<>();
        private final Map<String, String> contents = new HashMap<>();
        private String full = "";

        @Override
        public void put(String path, byte[] content, String contentType, String cacheControl) {
            if (path.equals(full)) {
                throw new LifeboatException(ErrorCode.NO_SPACE, "the disk is full");
            }
            contents.put(path, new String(content, StandardCharsets.UTF_8));
            done.add("put " + path + " " + contents.get(path));
            headers.add(contentType + " " + cacheControl);
        }

        @Override
        public Optional<byte[]> get(String path) {
            return Optional.ofNullable(contents.get(path)).map(content -> content.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void remove(String path) {
            contents.remove(path);
            done.add("remove " + path);
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
