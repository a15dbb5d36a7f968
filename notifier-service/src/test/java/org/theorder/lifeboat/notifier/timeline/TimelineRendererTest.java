package org.theorder.lifeboat.notifier.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.theorder.lifeboat.notifier.Golden;
import org.theorder.lifeboat.notifier.Scenes;
import org.theorder.lifeboat.notifier.Settings;
import org.theorder.lifeboat.notifier.page.Document;
import org.theorder.lifeboat.notifier.status.Status;

/** The golden files are also what {@code ./lifeboat verify-timeline} is tested with. */
class TimelineRendererTest {
    private static final String KEY = "lifeboat.notifier.timeline.key-file";

    /** Of RFC 8032, section 7.1, test 1: no secret. */
    private static final String PUBLISHED_KEY = """
            -----BEGIN PRIVATE KEY-----
            MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
            -----END PRIVATE KEY-----
            """;

    @TempDir
    Path folder;

    @Test
    void theSameEntriesGiveTheSameBytesEverywhere() throws Exception {
        Map<String, Document> documents = renderer(PUBLISHED_KEY).documents(status());

        Golden.check(
                "timeline.jsonl",
                documents.get(TimelineRenderer.path(Scenes.outage().id())).content());
        Golden.check("timeline-key.pem", documents.get(TimelineRenderer.KEY).content());
    }

    @Test
    void thePublicKeyIsThatOfTheStandardsExample() throws Exception {
        Path file = Files.writeString(folder.resolve("key.pem"), PUBLISHED_KEY);

        byte[] encoded = TimelineKey.read(file).publicKey().getEncoded();

        assertThat(java.util.HexFormat.of().formatHex(encoded))
                .endsWith("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    }

    @Test
    void withoutAKeyThereAreNoTimelinesAndAWrongOneEndsTheStart() {
        assertThat(new TimelineRenderer(Settings.of(TimelineSettings.class, Map.of())).documents(status()))
                .isEmpty();
        assertThatThrownBy(() -> renderer("no key")).hasMessageContaining(KEY);
    }

    private TimelineRenderer renderer(String key) throws Exception {
        Path file = Files.writeString(folder.resolve("key.pem"), key);
        return new TimelineRenderer(Settings.of(TimelineSettings.class, Map.of(KEY, file.toString())));
    }

    private static Status status() {
        return Scenes.computation().at(Scenes.NOW, Scenes.majorOutage());
    }
}
